/**
 * `npm run bench:outage`: what visitors meet when the thermometer breaks. The server as a process, the real firmware on
 * a simulated board at a pseudo-terminal; each break in each policy: how long until the server tells its page, twenty
 * masked visitors from the sure mask (the post) to the verdict, and the next visitor after it was mended.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reason, Settings, Verdict } from '../../edge-server/contract/index.ts';
import { runInRealTime } from '../../firmware/simulator/pace.ts';
import { exposeOnPty, type Pty } from '../../firmware/simulator/pty.ts';
import { UsbCable } from '../../firmware/simulator/usb.ts';
import { median } from '../../models/pipeline/median.ts';
import { BREAKS, workingBoard } from '../edge-server/doubles/breaks.ts';
import { calibrateFolder } from '../edge-server/doubles/calibrate.ts';
import { evidence } from '../edge-server/doubles/evidence.ts';
import { pair, ServerProcess } from '../edge-server/process.ts';
import { until } from '../until.ts';
import { bench, type Figure, type Part } from './figures.ts';

const VISITORS = 20;
const BLAMES: readonly Reason[] = ['temperature_missing', 'too_cold'];

const POLICIES: Record<string, Partial<Settings>> = {
  required: { temperaturePolicy: 'required' },
  mask_only: { temperaturePolicy: 'required', brokenThermometer: 'mask_only' },
  optional: { temperaturePolicy: 'optional' },
};

/** One kiosk without a page: its server, its board, and what the server tells of the thermometer. */
class Site {
  readonly #folder = mkdtempSync(join(tmpdir(), 'kf99-outage-'));
  readonly #cable = new UsbCable(workingBoard());
  readonly #env: Record<string, string>;
  #server!: ServerProcess;
  readonly #events = new AbortController();
  #stopTime = () => {};
  #pty: Pty | null = null;
  #url = '';
  #headers: Record<string, string> = {};
  broken: boolean | null = null;

  constructor(settings: Partial<Settings>) {
    const file = join(this.#folder, 'settings.json');
    writeFileSync(file, JSON.stringify(settings));
    this.#env = { KF99_DATA: this.#folder, KF99_SETTINGS: file, KF99_THERMOMETER: this.#path };
  }

  get #path(): string {
    return join(this.#folder, 'thermometer');
  }

  async start(): Promise<void> {
    this.#stopTime = runInRealTime(() => this.#cable.board);
    await this.#plugIn();
    await calibrateFolder(this.#folder);
    this.#server = new ServerProcess(this.#env, ['--role', 'edge']);
    this.#url = await this.#server.ready();
    this.#headers = await pair(this.#server);
    void this.#listen();
    await until(() => this.broken === false, 'the thermometer works');
  }

  async stop(): Promise<void> {
    this.#events.abort();
    this.#server.dispose();
    await this.#pty?.unplug();
    this.#stopTime();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Breaks it. @returns ms until the page was told, and what mends it: a good board in its place */
  async break(how: string): Promise<{ knownMs: number; mend: () => Promise<void> }> {
    const since = performance.now();
    const end = BREAKS[how as keyof typeof BREAKS](this.#cable.board!);
    if (how === 'unplugged') await this.#pty!.unplug();
    await until(() => this.broken === true, `${how}: the page is told`);
    return {
      knownMs: performance.now() - since,
      mend: async () => {
        end();
        if (how !== 'unplugged') await this.#pty!.unplug();
        this.#cable.plug(workingBoard());
        await this.#plugIn();
        await until(() => this.broken === false, `${how}: the page is told that it works`);
      },
    };
  }

  /** A masked visitor whose mask is sure, before the sensor or not. */
  async visit(): Promise<{ verdict: Verdict; ms: number }> {
    const start = performance.now();
    this.#cable.board?.scene.setVisitor(true);
    const init = { method: 'POST', headers: this.#headers, body: JSON.stringify(evidence()) };
    const verdict = (await (await fetch(`${this.#url}/api/visits`, init)).json()) as Verdict;
    this.#cable.board?.scene.setVisitor(false);
    return { verdict, ms: performance.now() - start };
  }

  async #plugIn(): Promise<void> {
    this.#pty = await exposeOnPty(this.#cable, this.#path);
  }

  async #listen(): Promise<void> {
    const init = { headers: this.#headers, signal: this.#events.signal };
    const { body } = await fetch(`${this.#url}/api/events`, init);
    try {
      for await (const text of body!.pipeThrough(new TextDecoderStream())) {
        const told = [...text.matchAll(/"broken":(true|false)/g)].at(-1);
        if (told) this.broken = told[1] === 'true';
      }
    } catch {
      // The site is closed.
    }
  }
}

const part = (policy: string): Part => {
  return async () => {
    const site = new Site(POLICIES[policy]!);
    const figures: Record<string, Figure> = {};
    try {
      await site.start();
      for (const how of Object.keys(BREAKS)) {
        const { knownMs, mend } = await site.break(how);
        const visits = [];
        for (let n = 0; n < VISITORS; n++) visits.push(await site.visit());
        const blamed = visits.filter(({ verdict }) => verdict.reasons.some((r) => BLAMES.includes(r))).length;
        const said = new Set(visits.map(({ verdict }) => `${verdict.verdict} ${verdict.reasons}`));
        await mend();
        // The sensor sees the wall before somebody steps up.
        await sleep(1000);
        const next = await site.visit();
        console.log(
          `${policy}, ${how}: known in ${Math.round(knownMs)} ms; ${[...said].join(' | ')}; then ${next.verdict.verdict}, ${next.verdict.temperature?.estimate_c ?? 'no temperature'} in ${Math.round(next.ms)} ms`,
        );
        const name = `${policy}, ${how}`;
        figures[`${name}: median ms to the verdict`] = {
          value: median(visits.map(({ ms }) => ms)),
          budget: ['<=', 300],
        };
        figures[`${name}: visitors blamed of ${VISITORS}`] = { value: blamed, budget: ['<=', 0] };
        figures[`${name}: the next visitor has a temperature`] = {
          value: next.verdict.temperature === null ? 0 : 1,
          budget: ['>=', 1],
        };
      }
    } finally {
      await site.stop();
    }
    return figures;
  };
};

await bench('outage', Object.fromEntries(Object.keys(POLICIES).map((name) => [name, part(name)])));
