import { type Browser, type BrowserServer, chromium, type Page } from 'playwright';
import type { Evidence, Heartbeat, VisionState } from '../../../edge-server/contract/index.ts';
import { BASE_ARGS, findChromium } from '../../harness/chromium.ts';
import { chromiumArgs } from '../../harness/index.ts';
import { readProc, threadsOf, treeOf } from './tree.ts';

const READY_LIMIT_MS = 60_000;

/** The kiosk's page in a Chromium of its own, with its process, its downloads and its heartbeats. */
export class Kiosk {
  readonly page: Page;
  /** Root of the browser's processes. */
  readonly pid: number;
  /** Bytes of all answers' bodies as they came over the network. */
  bytes = 0;
  readonly requests: string[] = [];
  /** What the page has posted of visits. */
  readonly posted: Evidence[] = [];
  #beat: { beat: Heartbeat; at: number } | null = null;
  readonly #server: BrowserServer;
  readonly #browser: Browser;

  private constructor(server: BrowserServer, browser: Browser, page: Page) {
    this.#server = server;
    this.#browser = browser;
    this.page = page;
    this.pid = server.process().pid!;
    page.on('request', (request) => {
      if (request.url().endsWith('/api/visits')) this.posted.push(request.postDataJSON() as Evidence);
      if (request.url().endsWith('/api/kiosk/heartbeat')) {
        this.#beat = { beat: request.postDataJSON() as Heartbeat, at: performance.now() };
      }
    });
    page.on('requestfinished', async (request) => {
      const { responseBodySize } = await request.sizes().catch(() => ({ responseBodySize: 0 }));
      this.bytes += responseBodySize;
      this.requests.push(`${responseBodySize} ${new URL(request.url()).pathname}`);
    });
  }

  /** @param camera path of a recording; null for a page that needs none @param more arguments of the browser */
  static async open(
    url: string,
    camera: string | null,
    viewport = { width: 800, height: 480 },
    more: readonly string[] = [],
  ): Promise<Kiosk> {
    const args = [
      ...more,
      ...(camera === null ? BASE_ARGS : chromiumArgs(camera)),
      // Memory is measured when asked, not some time later.
      '--enable-blink-features=ForceEagerMeasureMemory',
    ];
    const server = await chromium.launchServer({ executablePath: findChromium(), args });
    const browser = await chromium.connect(server.wsEndpoint());
    const page = await (await browser.newContext({ viewport })).newPage();
    const kiosk = new Kiosk(server, browser, page);
    await page.goto(url);
    return kiosk;
  }

  /** ms from the opening of the page until the models are warm. */
  async ready(): Promise<number> {
    const handle = await this.page.waitForFunction(
      () => performance.getEntriesByName('kf99-vision-ready')[0]?.startTime,
      null,
      { timeout: READY_LIMIT_MS },
    );
    return (await handle.jsonValue()) as number;
  }

  /** Waits for the next heartbeat that tells of the vision. */
  async nextBeat(limitMs = 60_000): Promise<{ vision: VisionState; frameMs: number | null; at: number }> {
    const after = this.#beat?.at ?? 0;
    const end = performance.now() + limitMs;
    while (performance.now() < end) {
      const last = this.#beat;
      if (last?.beat.vision && last.at > after) {
        return { vision: last.beat.vision, frameMs: last.beat.frame_ms, at: last.at };
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the kiosk page sends no heartbeat');
  }

  /** CPU ms that the browser's worker threads have used. */
  workerCpuMs(): number {
    let ns = 0;
    for (const pid of treeOf(this.pid)) {
      for (const tid of threadsOf(pid)) {
        if (!readProc(`/proc/${pid}/task/${tid}/comm`).startsWith('DedicatedWorker')) continue;
        ns += Number(readProc(`/proc/${pid}/task/${tid}/schedstat`).split(' ')[0]);
      }
    }
    return ns / 1e6;
  }

  /** JavaScript memory of the page and its workers after a collection, MB. */
  async heapMb(): Promise<number> {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('HeapProfiler.collectGarbage');
    const bytes = await this.page.evaluate(async () => {
      const measure = performance as unknown as {
        measureUserAgentSpecificMemory(): Promise<{
          bytes: number;
          breakdown: { bytes: number; types: string[] }[];
        }>;
      };
      const { breakdown } = await measure.measureUserAgentSpecificMemory();
      return breakdown
        .filter(({ types }) => types.includes('JavaScript'))
        .reduce((sum, part) => sum + part.bytes, 0);
    });
    await session.detach();
    return bytes / 1e6;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }
}
