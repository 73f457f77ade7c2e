import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock/clock.ts';
import type { Bucket } from '../cloud/bucket.ts';
import type { Log } from '../common/log.ts';
import {
  forgetTempObject,
  listTempObjects,
  noteTempFailed,
  type TempObject,
} from '../store/sql/temp-objects.ts';
import { noteErasing } from '../store/sql/uploads.ts';
import { BucketLoop } from './bucket-loop.ts';

export interface TempEraserOptions {
  bucket: Bucket;
  /** Path of a visit's temporary picture on this device. */
  tempFile: (id: string) => string;
  /** The visit whose temporary picture is just being put; null when none is. */
  putting: () => string | null;
  database: DatabaseSync;
  clock: Clock;
  log: Log;
}

/**
 * Erases temporary pictures from the bucket:
 *
 *   wanted (row on disk) ── put ──► in the bucket ── `temp-<id>.jpg` is gone from this device ──► erased ──► (row gone)
 *
 * What is on this device decides: there the picture is renamed by its verdict, removed within the hour by two clocks
 * (captures.ts) or erased by staff, whatever happens to the power meanwhile. A row goes only after the bucket's answer,
 * so a bucket that is away is asked again until it has erased all; where the power went before the put, there is nothing
 * to erase, and that is well, too. It has a loop of its own, since uploads that fail must not hold it up.
 */
export class TempEraser {
  readonly #options: TempEraserOptions;
  readonly #loop: BucketLoop;

  constructor(options: TempEraserOptions) {
    this.#options = options;
    const { clock, database, log } = options;
    this.#loop = new BucketLoop({
      clock,
      work: (stopping) => this.#eraseDue(stopping),
      onFailure: (trouble, pauseMs) => {
        const reason = `${this.#due().length} temporary pictures are still in the bucket: ${trouble.reason}`;
        noteErasing(database, { ...trouble, reason });
        log.warn({ reason, pauseMs: Math.round(pauseMs) }, 'a picture could not be erased from the bucket');
      },
    });
  }

  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  async #eraseDue(stopping: AbortSignal): Promise<boolean> {
    const { bucket, database } = this.#options;
    const due = this.#due();
    for (const object of due) {
      try {
        await bucket.remove(`temp-${object.id}.jpg`, stopping);
      } catch (error) {
        noteTempFailed(database, object, String(error));
        throw error;
      }
      forgetTempObject(database, object);
    }
    if (due.length > 0) noteErasing(database, null);
    return false;
  }

  #due(): TempObject[] {
    const { database, tempFile, putting } = this.#options;
    const now = putting();
    return listTempObjects(database).filter(({ id }) => id !== now && !existsSync(tempFile(id)));
  }
}
