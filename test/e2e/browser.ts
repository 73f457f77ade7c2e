import { isAbsolute } from 'node:path';
import { type BrowserContext, chromium, expect, type Page } from 'playwright/test';
import { BASE_ARGS, findChromium } from '../harness/chromium.ts';
import { chromiumArgs, recording } from '../harness/index.ts';

/** What Chromium says of calls to a server that is just ending, or gone. */
export const SERVER_GONE =
  /ERR_(CONNECTION|INCOMPLETE_CHUNKED|EMPTY_RESPONSE|CONTENT_LENGTH_MISMATCH|SOCKET_NOT_CONNECTED|FAILED)/;

/**
 * What Chromium says now and then on a busy machine, of a frame that nobody here ever saw: one on its way to a worker.
 * Frames that the page itself kept would stop the camera, and with it every test that waits for a visitor.
 */
const LOST_FRAME = /^A VideoFrame was garbage collected without being closed/;

/** A page in a Chromium of its own, with everything that went wrong in it. */
export class Visitor {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #faults: string[] = [];

  #forgiven: RegExp | null = null;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    this.#watch(page);
  }

  #watch(page: Page): void {
    page.on('console', (message) => {
      if (LOST_FRAME.test(message.text())) return;
      if (message.type() === 'error' || message.type() === 'warning')
        this.#faults.push(`${message.text()} (${new URL(page.url()).pathname})`);
    });
    page.on('pageerror', (error) => this.#faults.push(error.message));
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // A visitor who leaves takes the open question along, and a closing page its event stream.
      if (why !== 'net::ERR_ABORTED') this.#faults.push(`${request.method()} ${request.url()}: ${why}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) this.#faults.push(`${response.status()} ${response.url()}`);
    });
  }

  /**
   * @param camera name or path of the recording that the camera shows; null for a machine without one
   * @param more further arguments of Chromium
   */
  static async open(
    url: string,
    camera: string | null,
    viewport = { width: 1280, height: 720 },
    more: readonly string[] = [],
  ): Promise<Visitor> {
    const args =
      camera === null ? [...BASE_ARGS] : chromiumArgs(isAbsolute(camera) ? camera : await recording(camera));
    const browser = await chromium.launch({ executablePath: findChromium(), args: [...args, ...more] });
    const context = await browser.newContext({ viewport });
    const visitor = new Visitor(context, await context.newPage());
    await visitor.page.goto(url);
    return visitor;
  }

  /** A second page in the same browser, its faults counted too. */
  async another(url: string): Promise<Page> {
    const page = await this.#context.newPage();
    this.#watch(page);
    await page.goto(url);
    return page;
  }

  /** Forgets faults that the test itself caused and checked, and those like them that come until the next call. */
  forgive(pattern: RegExp): void {
    this.#forgiven = pattern;
    const left = this.#faults.filter((fault) => !pattern.test(fault));
    this.#faults.splice(0, this.#faults.length, ...left);
  }

  /**
   * Closes the browser; fails the test when the page reported any error until then. What a page says while its
   * browser is ended under it (a frame that its worker had in hand was not closed) is no fault of it.
   */
  async close(): Promise<void> {
    const faults = this.#faults.filter((fault) => !this.#forgiven?.test(fault));
    await this.#context.browser()?.close();
    expect(faults).toEqual([]);
  }
}
