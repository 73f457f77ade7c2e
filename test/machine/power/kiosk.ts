import { type BrowserContext, chromium } from 'playwright';
import { Health } from '../../../edge-server/contract/index.ts';
import { ServerProcess } from '../../edge-server/process.ts';
import { chromiumArgs, findChromium, recording } from '../../harness/index.ts';
import { until } from '../../until.ts';

const LIVE_MS = 60_000;
const PAIRING = /http:\S+\?pair=[\w-]+/;

/** The whole product and its page, with data folder and browser profile on one disk. */
export class Kiosk {
  readonly server: ServerProcess;
  readonly #disk: string;
  #browser: BrowserContext | null = null;
  #url = '';

  /** @param port the same at each start: the browser's pairing belongs to it */
  constructor(disk: string, port: number, env: Record<string, string> = {}) {
    const own = { KF99_DATA: `${disk}/data`, KF99_PAIRING: 'code', KF99_PORT: String(port) };
    this.#disk = disk;
    this.server = new ServerProcess({ HOME: disk, ...own, ...env });
  }

  /**
   * Waits until the page of the disk's profile is paired and its camera live, as an entrance has to come up by itself.
   * @param pairing whether the page is paired now, by the address that the server printed
   * @throws {Error} after a minute
   */
  async live(pairing = false): Promise<void> {
    this.#url = await this.server.ready();
    this.#browser = await chromium.launchPersistentContext(`${this.#disk}/profile`, {
      executablePath: findChromium(),
      args: chromiumArgs(await recording('empty')),
    });
    const page = this.#browser.pages()[0] ?? (await this.#browser.newPage());
    await page.goto(pairing ? PAIRING.exec(this.server.stdout)![0] : this.#url);
    const camera = async () => {
      const answer = await fetch(`${this.#url}/api/health`, { headers: await this.#headers() });
      const health = Health.safeParse(await answer.json());
      return health.success && health.data.parts.kiosk.camera === 'live';
    };
    const words = () => page.locator('body').innerText().catch(String);
    await until(camera, 'the page is live', LIVE_MS).catch(async (cause) => {
      throw new Error(`no live page: ${await words()}`, { cause });
    });
  }

  /** Posts a visit as the page does. @returns the answer, to the letter. @throws {Error} when it is no verdict */
  async post(body: string): Promise<string> {
    const answer = await fetch(`${this.#url}/api/visits`, {
      method: 'POST',
      headers: await this.#headers(),
      body,
      signal: AbortSignal.timeout(LIVE_MS),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`a visit got ${answer.status} ${text}`);
    return text;
  }

  /** Ends page and server, and leaves no process. */
  async end(): Promise<void> {
    await this.#browser?.close();
    if (this.server.groupAlive()) this.server.signalGroup('SIGTERM');
    await this.server.end().catch(() => undefined);
    this.server.dispose();
  }

  async #headers(): Promise<Record<string, string>> {
    const cookies = await this.#browser!.cookies(this.#url);
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    return { cookie, origin: this.#url, 'content-type': 'application/json' };
  }
}
