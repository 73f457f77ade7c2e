/**
 * `npm run clip [-- recording ...]`: README's clip. The product, a Chromium whose camera shows a recording, and ten seconds of
 * what is on the screen, as an animated WebP in docs/images. A recording is of photographs that ship in npm packages.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import sharp from 'sharp';
import { ServerProcess } from '../../edge-server/process.ts';
import { chromiumArgs, findChromium, recording } from '../../harness/index.ts';

const FILE = join(import.meta.dirname, '../../../docs/images/clip.webp');
const RECORDINGS = process.argv.length > 2 ? process.argv.slice(2) : ['bare', 'masked-surgical'];
/** ms of each recording's part, and between two pictures of it. */
const PART_MS = 5000;
const STEP_MS = 200;
const VIEWPORT = { width: 800, height: 480 };
/** Pictures that an answer stays. */
const AFTER = 8;
const ANSWER = /\b(pass|deny|adjust)/;
const WIDTH = 480;
const QUALITY = 40;
/** ms until the page has its model and the first visitor his answer. */
const LIMIT_MS = 120_000;

const data = mkdtempSync(join(tmpdir(), 'kf99-clip-'));
const settings = join(data, 'settings.json');
writeFileSync(settings, JSON.stringify({ language: 'en', siteName: 'North gate' }));
const frames: Buffer[] = [];
const server = new ServerProcess({
  KF99_DATA: data,
  KF99_CLOUD: join(data, 'none'),
  KF99_THERMOMETER: 'simulated',
  KF99_SETTINGS: settings,
});
try {
  const url = await server.ready();
  for (const name of RECORDINGS) frames.push(...(await film(`${url}/?replayed=1`, name)));
} finally {
  server.signalGroup('SIGTERM');
  await server.end();
  server.dispose();
  rmSync(data, { recursive: true, force: true });
}
const delay = frames.map(() => STEP_MS);
await sharp(frames, { join: { animated: true } })
  .webp({ quality: QUALITY, effort: 6, delay, loop: 0 })
  .toFile(FILE);
console.log(`${FILE}: ${frames.length} pictures, ${Math.round(statSync(FILE).size / 1000)} kB`);

/** What leads to the first answer, and a moment of it. */
async function film(page: string, name: string): Promise<Buffer[]> {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: chromiumArgs(await recording(name)),
  });
  try {
    const context = await browser.newContext({ viewport: VIEWPORT, permissions: ['camera'] });
    const kiosk = await context.newPage();
    await kiosk.goto(page);
    const taken: Buffer[] = [];
    const until = Date.now() + LIMIT_MS;
    let after = 0;
    for (;;) {
      if (Date.now() > until) throw new Error(`no answer to ${name} within ${LIMIT_MS / 1000} s`);
      const began = Date.now();
      taken.push(
        await sharp(await kiosk.screenshot({ type: 'png' }))
          .resize(WIDTH)
          .png()
          .toBuffer(),
      );
      const shown =
        (await kiosk
          .locator('.sentences')
          .first()
          .getAttribute('class', { timeout: 1000 })
          .catch(() => '')) ?? '';
      const answered = ANSWER.test(shown);
      if (answered && taken.length * STEP_MS >= PART_MS) after += 1;
      if (after > AFTER) return taken.slice(-PART_MS / STEP_MS);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, STEP_MS - (Date.now() - began))));
    }
  } finally {
    await browser.close();
  }
}
