import { existsSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type Clock, type Stop, systemClock } from '../../clock/clock.ts';
import { damageMark, markDamage } from './damage.ts';

/** ms between two looks for the mark. */
const LOOK_MS = 2000;
/** ms after the start, and between two checks of the whole file. */
const FIRST_CHECK_MS = 60_000;
const CHECK_MS = 24 * 3_600_000;

/**
 * Tells when the store of a running server is found damaged: by the check of the whole file, or by whoever left the
 * mark (a failed write of the server, the sync worker).
 */
export class DamageWatch {
  readonly damaged: Promise<string>;
  readonly #path: string;
  readonly #clock: Clock;
  #tell: (reason: string) => void = () => undefined;
  #stopLooking: Stop = () => undefined;
  #stopCheck: Stop = () => undefined;
  #thread: Worker | null = null;

  constructor(path: string, clock = systemClock) {
    this.#path = path;
    this.#clock = clock;
    this.damaged = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  start(): void {
    this.#stopLooking = this.#clock.every(LOOK_MS, () => this.#readMark(), { ref: false });
    this.#checkAfter(FIRST_CHECK_MS);
  }

  async stop(): Promise<void> {
    this.#stopLooking();
    this.#stopCheck();
    await this.#thread?.terminate();
  }

  #readMark(): void {
    if (!existsSync(damageMark(this.#path))) return;
    this.#stopLooking();
    this.#tell(readFileSync(damageMark(this.#path), 'utf8').trim());
  }

  #checkAfter(ms: number): void {
    this.#stopCheck = this.#clock.after(ms, () => this.#startCheck(), { ref: false });
  }

  #startCheck(): void {
    const thread = new Worker(new URL('./check-thread.ts', import.meta.url), { workerData: this.#path });
    this.#thread = thread;
    thread.unref();
    thread.on('message', (found: string | null) => {
      if (found !== null) markDamage(this.#path, found);
    });
    // A check that could not be made (no memory, say) is made again tomorrow; every write looks too.
    thread.on('error', () => undefined);
    thread.on('exit', () => {
      this.#thread = null;
      this.#checkAfter(CHECK_MS);
    });
  }
}
