import type { Clock } from '../clock/clock.ts';
import { sleep } from '../clock/wait.ts';
import { BucketError } from '../cloud/bucket.ts';
import { Backoff } from '../common/backoff.ts';
import type { UploadTrouble } from '../store/sql/uploads.ts';

const POLL_MS = 2000;
const SOON = { minMs: 1000, maxMs: 60_000 };
/** Somebody has to mend something: the key, the bucket, the clock. */
const LATER = { minMs: 10_000, maxMs: 300_000 };

export interface BucketLoopOptions {
  clock: Clock;
  /** Does one thing with the bucket; answers whether there may be more to do at once. */
  work: (stopping: AbortSignal) => Promise<boolean>;
  /** @param pauseMs until the next try */
  onFailure: (trouble: UploadTrouble, pauseMs: number) => void;
}

/** Works on the bucket until it is stopped; after failures it waits, longer each time. */
export class BucketLoop {
  readonly #options: BucketLoopOptions;
  readonly #stopping = new AbortController();
  readonly #backoff = new Backoff(SOON);
  #running: Promise<void> | null = null;

  constructor(options: BucketLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, work, onFailure } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let pause = POLL_MS;
      try {
        if (await work(signal)) pause = 0;
        this.#backoff.succeeded();
      } catch (error) {
        if (signal.aborted) break;
        const refused = error instanceof BucketError && error.refused;
        pause = this.#backoff.failed(refused ? LATER : SOON);
        onFailure({ reason: error instanceof Error ? error.message : String(error), refused }, pause);
      }
      await sleep(clock, pause, { signal });
    }
  }
}
