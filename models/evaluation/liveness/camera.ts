import { type Browser, chromium, type Page } from 'playwright';
import sharp from 'sharp';
import { type Frame, frameFromRgba } from '../../pipeline/frame.ts';
import type { Random } from '../../training/common/random.ts';
import { HEIGHT, WIDTH } from './staging.ts';

const ARGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/** A picture of a page as a camera would deliver it, and as a JPEG that can be shown again. */
export interface Shot {
  frame: Frame;
  jpeg: Buffer;
}

/** Photographs pages with a real Chromium; the same faults of a cheap camera come on all of them. */
export class PageCamera {
  #browser: Browser | undefined;
  #page: Page | undefined;

  /** @throws when there is no Chromium: name one by `KF99_CHROMIUM` */
  async start(): Promise<void> {
    const executablePath = process.env.KF99_CHROMIUM ?? '/usr/bin/chromium';
    this.#browser = await chromium.launch({ executablePath, args: ARGS });
    this.#page = await this.#browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
  }

  async shoot(html: string, random: Random): Promise<Shot> {
    const page = this.#page;
    if (!page) throw new Error('the camera has not been started');
    await page.setContent(html);
    await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
    const jpeg = await sharp(await page.screenshot())
      .removeAlpha()
      .blur(random.between(0.35, 0.9))
      .jpeg({ quality: 72 + random.below(22) })
      .toBuffer();
    const rgba = await sharp(jpeg).ensureAlpha().raw().toBuffer();
    return { frame: frameFromRgba(rgba, WIDTH, HEIGHT), jpeg };
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
  }
}
