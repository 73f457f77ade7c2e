import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright/test';
import { build, type PreviewServer, preview } from 'vite';
import { BASE_ARGS, findChromium } from '../../harness/chromium.ts';

const root = join(import.meta.dirname, '../../..');
const outDir = join(root, '.cache/gallery');

/** The smallest and the largest screen that the kiosk is made for, and the usual ones between, either way up. */
export const SIZES = [
  { width: 800, height: 480 },
  { width: 480, height: 800 },
  { width: 1280, height: 720 },
  { width: 720, height: 1280 },
  { width: 1920, height: 1080 },
  { width: 1080, height: 1920 },
] as const;

/** What main.tsx puts on the page. */
interface Shown {
  show(name: string, language: string): Promise<void>;
}

/** The kiosk's screens without a kiosk: built from the same components, served on a port of its own. */
export class Gallery {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #server: PreviewServer;

  private constructor(page: Page, browser: Browser, server: PreviewServer) {
    this.page = page;
    this.#browser = browser;
    this.#server = server;
  }

  static async open(): Promise<Gallery> {
    const common = { configFile: false, root, logLevel: 'warn', appType: 'mpa' } as const;
    await build({
      ...common,
      oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
      build: {
        outDir,
        emptyOutDir: true,
        assetsInlineLimit: 0,
        rolldownOptions: { input: join(import.meta.dirname, 'index.html') },
      },
    });
    const server = await preview({
      ...common,
      build: { outDir },
      preview: { host: '127.0.0.1', port: 0 },
    });
    const browser = await chromium.launch({ executablePath: findChromium(), args: [...BASE_ARGS] });
    const page = await browser.newPage();
    await page.goto(`${server.resolvedUrls!.local[0]}test/e2e/gallery/`);
    return new Gallery(page, browser, server);
  }

  /** Draws a screen in a language at the page's size. */
  async show(name: string, language: string): Promise<void> {
    await this.page.evaluate(
      ([screen, tongue]) => (globalThis as unknown as Shown).show(screen!, tongue!),
      [name, language],
    );
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }
}
