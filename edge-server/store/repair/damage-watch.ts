import { existsSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
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
  readonly #firstCheckMs: number;
  #tell: (reason: string) => void = () => undefined;
  #look: NodeJS.Timeout | undefined;
  #check: NodeJS.Timeout | undefined;
  #thread: Worker | null = null;

  constructor(path: string, firstCheckMs = FIRST_CHECK_MS) {
    this.#path = path;
    this.#firstCheckMs = firstCheckMs;
    this.damaged = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  start(): void {
    this.#look = setInterval(() => this.#readMark(), LOOK_MS).unref();
    this.#check = setTimeout(() => this.#startCheck(), this.#firstCheckMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#look);
    clearTimeout(this.#check);
    await this.#thread?.terminate();
  }

  #readMark(): void {
    if (!existsSync(damageMark(this.#path))) return;
    clearInterval(this.#look);
    this.#tell(readFileSync(damageMark(this.#path), 'utf8').trim());
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
      this.#check = setTimeout(() => this.#startCheck(), CHECK_MS).unref();
    });
  }
}
