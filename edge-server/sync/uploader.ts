import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock/clock.ts';
import { sleep } from '../clock/wait.ts';
import { Bucket, BucketError } from '../cloud/bucket.ts';
import { Backoff } from '../common/backoff.ts';
import type { Log } from '../common/log.ts';
import type { S3Config } from '../config/s3.ts';
import { noteUpload } from '../store/sql/uploads.ts';
import { sendAllToNewBucket } from './new-bucket.ts';

const POLL_MS = 2000;
const SOON = { minMs: 1000, maxMs: 60_000 };
/** Somebody has to mend something: the key, the bucket, the clock. */
const LATER = { minMs: 10_000, maxMs: 300_000 };

export interface UploaderOptions {
  s3: S3Config;
  /** Folder of the kept pictures. */
  folder: string;
  database: DatabaseSync;
  clock: Clock;
  log: Log;
}

/**
 * Uploads kept pictures under the names that they have on disk, oldest first, one at a time. It only ever puts
 * objects, so the key needs no other right; what the bucket keeps how long is the bucket's own rule. Putting one
 * twice, after a crash, changes nothing. One that failed waits behind the others.
 */
export class Uploader {
  readonly #options: UploaderOptions;
  readonly #bucket: Bucket;
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  readonly #backoff = new Backoff(SOON);

  /** @throws {StartError} when the key can't be read */
  constructor(options: UploaderOptions) {
    this.#options = options;
    this.#bucket = new Bucket(options.s3);
  }

  start(): void {
    if (this.#running !== null) return;
    const { database, s3, log } = this.#options;
    const again = sendAllToNewBucket(database, s3);
    if (again > 0) log.info({ pictures: again }, 'another bucket than before: what is kept here goes there');
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let pause = POLL_MS;
      try {
        if (await this.#uploadNext()) pause = 0;
        this.#backoff.succeeded();
      } catch (error) {
        if (signal.aborted) break;
        const refused = error instanceof BucketError && error.refused;
        pause = this.#backoff.failed(refused ? LATER : SOON);
        const reason = error instanceof Error ? error.message : String(error);
        noteUpload(this.#options.database, { reason, refused });
        this.#options.log.warn({ reason, pauseMs: Math.round(pause) }, 'a picture could not be uploaded');
      }
      await sleep(this.#options.clock, pause, { signal });
    }
  }

  /** @returns whether there was a picture to upload */
  async #uploadNext(): Promise<boolean> {
    const { database, folder, clock } = this.#options;
    const row = database
      .prepare('select id from captures where uploaded_at is null order by error is not null, id limit 1')
      .get();
    if (row === undefined) return false;
    const id = String(row.id);
    try {
      const body = await readFile(join(folder, `${id}.jpg`));
      await this.#bucket.put(`${id}.jpg`, body, this.#stopping.signal);
      database
        .prepare('update captures set uploaded_at = ?, error = null where id = ?')
        .run(clock.now().toISOString(), id);
      noteUpload(database, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        // Removed by its retention or the quota before its turn came.
        database.prepare('delete from captures where id = ?').run(id);
        return true;
      }
      database.prepare('update captures set error = ? where id = ?').run(String(error), id);
      throw error;
    }
    return true;
  }
}
