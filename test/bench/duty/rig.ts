import { type Browser, chromium, type Page } from 'playwright';
import { systemClock } from '../../../edge-server/clock/clock.ts';
import { StoredWay } from '../../../edge-server/contract/index.ts';
import { ADMIN } from '../../e2e/product.ts';
import { TestEdge } from '../../edge-server/doubles/edge.ts';
import { MailServer } from '../../edge-server/doubles/mail-server.ts';
import { Subscription } from '../../edge-server/doubles/push-service.ts';
import { Receiver } from '../../edge-server/doubles/receiver.ts';
import { BASE_ARGS, findChromium } from '../../harness/chromium.ts';
import { logIn } from '../log-in.ts';

/** What a person can be reached by; `page` is heard: an oscillator of a running audio graph was started. */
export const REACHED = ['page', 'push', 'email', 'webhook'] as const;
export type Reached = (typeof REACHED)[number];

/** ms by which the server's monotonic clock is put forward between two calls, of which it takes six a minute. */
const MINUTE_MS = 61_000;

interface Parts {
  push: Receiver;
  hook: Receiver;
  mail: MailServer;
  browser: Browser;
  edge: TestEdge;
  turn: () => void;
}

/** The real server on a port, a page of staff in Chromium, a push service, a mail server and a webhook, all on this machine. */
export class DutyRig {
  readonly edge: TestEdge;
  /** The next call is of another minute. */
  readonly turn: () => void;
  readonly #push: Receiver;
  readonly #hook: Receiver;
  readonly #mail: MailServer;
  readonly #browser: Browser;
  readonly #phone: Subscription;
  /** `performance.now()` of each ring of the page. */
  readonly #rings: number[] = [];

  private constructor(parts: Parts) {
    this.turn = parts.turn;
    this.#push = parts.push;
    this.#hook = parts.hook;
    this.#mail = parts.mail;
    this.#browser = parts.browser;
    this.edge = parts.edge;
    this.#phone = new Subscription(`${parts.push.origin}/push/1`);
  }

  static async start(passwordFile: string): Promise<DutyRig> {
    const [push, hook, mail] = await Promise.all([Receiver.start(201), Receiver.start(), MailServer.start()]);
    const browser = await chromium.launch({ executablePath: findChromium(), args: [...BASE_ARGS] });
    const ahead = { ms: 0 };
    const edge = await TestEdge.start({
      env: {
        KF99_PORT: '0',
        KF99_PUSH_HOSTS: `127.0.0.1:${push.port}`,
        KF99_ADMIN_PASSWORD_FILE: passwordFile,
      },
      parts: { clock: { ...systemClock, monotonic: () => performance.now() + ahead.ms } },
    });
    await edge.edge.start();
    const turn = () => {
      ahead.ms += MINUTE_MS;
    };
    const rig = new DutyRig({ push, hook, mail, browser, edge, turn });
    await rig.#prepare();
    return rig;
  }

  async #prepare(): Promise<void> {
    const admin = this.edge.as('admin');
    const { port } = this.#mail;
    await this.edge.send('POST', '/api/admin/webhook-secret', {}, admin);
    const email = {
      host: '127.0.0.1',
      port,
      security: 'none',
      from: 'kf99@example.org',
      to: ['duty@example.org'],
    };
    for (const way of [
      { kind: 'email', name: 'mail', ...email },
      { kind: 'webhook', name: 'hook', url: `${this.#hook.origin}/hook` },
    ]) {
      StoredWay.parse(await (await this.edge.send('POST', '/api/admin/ways', way, admin)).json());
    }
    const { endpoint, keys } = this.#phone;
    await this.edge.send('POST', '/api/admin/push', { endpoint, keys }, admin);
    const rule = {
      name: 'bench',
      source: 'reading',
      condition: 'temperature > 60',
      cooldown_s: 0,
      actions: [{ type: 'staff' }],
    };
    await this.edge.send('POST', '/api/admin/rules', rule, admin);
    await this.#openPage();
  }

  async #openPage(): Promise<void> {
    const page: Page = await (await this.#browser.newContext()).newPage();
    await page.exposeBinding('rang', () => void this.#rings.push(performance.now()));
    await page.addInitScript(() => {
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (when) {
        start.call(this, when);
        const { rang } = globalThis as unknown as { rang: () => Promise<void> };
        if (this.context.state === 'running') void rang();
      };
    });
    await page.goto(`${this.edge.edge.url}admin/now?lang=en`);
    await logIn(page);
    await page.reload();
    // The touch that lets a page be heard.
    await page.getByRole('main').click();
  }

  /** Makes it happen once; @returns ms until each was reached, or Infinity after 10 s. */
  async measure(happen: () => unknown, over: () => unknown): Promise<Record<Reached, number>> {
    const counts = [this.#push.got.length, this.#mail.got.length, this.#hook.got.length] as const;
    const rings = this.#rings.length;
    const begin = performance.now();
    await happen();
    const first = () => ({
      page: this.#rings[rings],
      push: this.#push.got[counts[0]]?.at,
      email: this.#mail.got[counts[1]]?.at,
      webhook: this.#hook.got[counts[2]]?.at,
    });
    while (Object.values(first()).includes(undefined) && performance.now() - begin < 10_000) await pause(5);
    const reached = first();
    const push = this.#push.got[counts[0]];
    // It is no reaching if the phone can't read it.
    if (push) this.#phone.open(push);
    await over();
    await pause(50);
    return Object.fromEntries(REACHED.map((way) => [way, (reached[way] ?? Infinity) - begin])) as Record<
      Reached,
      number
    >;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.edge.stop();
    this.#push.stop();
    this.#hook.stop();
    await this.#mail.stop();
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export { ADMIN };
