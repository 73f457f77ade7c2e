import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock/clock.ts';
import { Bucket } from '../cloud/bucket.ts';
import type { Log } from '../common/log.ts';
import type { S3Config } from '../config/s3.ts';
import { noteTempFailed, noteTempPut } from '../store/sql/temp-objects.ts';
import { forgetPicture, noteUpload, noteUploaded, noteUploadFailed } from '../store/sql/uploads.ts';
import { BucketLoop } from './bucket-loop.ts';
import { sendAllToNewBucket } from './new-bucket.ts';
import { TempEraser } from './temp-eraser.ts';

export interface UploaderOptions {
  s3: S3Config;
  /** Folder of the kept pictures. */
  folder: string;
  database: DatabaseSync;
  clock: Clock;
  log: Log;
}

/** A picture that is to be put; `version` is null of one that is kept. */
interface Waiting {
  id: string;
  version: number | null;
}

/**
 * Uploads pictures under the names that they have on disk, one at a time: kept ones, oldest first, and before them
 * temporary ones where the site wants those in the bucket before their verdict. Putting one twice, after a crash,
 * changes nothing. One that failed waits behind the others. Temporary ones it also erases (temp-eraser.ts); else it
 * only ever puts objects, and what the bucket keeps how long is the bucket's own rule.
 */
export class Uploader {
  readonly #options: UploaderOptions;
  readonly #bucket: Bucket;
  readonly #loop: BucketLoop;
  readonly #eraser: TempEraser;
  #putting: string | null = null;

  /** @throws {StartError} when the key can't be read */
  constructor(options: UploaderOptions) {
    this.#options = options;
    this.#bucket = new Bucket(options.s3);
    const { clock, database, folder, log } = options;
    this.#loop = new BucketLoop({
      clock,
      work: (stopping) => this.#uploadNext(stopping),
      onFailure: (trouble, pauseMs) => {
        noteUpload(database, trouble);
        const { reason } = trouble;
        log.warn({ reason, pauseMs: Math.round(pauseMs) }, 'a picture could not be uploaded');
      },
    });
    const tempFile = (id: string) => join(folder, `temp-${id}.jpg`);
    const putting = () => this.#putting;
    this.#eraser = new TempEraser({ bucket: this.#bucket, tempFile, putting, database, clock, log });
  }

  start(): void {
    const { database, s3, log } = this.#options;
    const { again, left } = sendAllToNewBucket(database, s3);
    if (again > 0) log.info({ pictures: again }, 'another bucket than before: what is kept here goes there');
    if (left > 0) {
      log.warn(
        { pictures: left },
        'the bucket before may still have temporary pictures: its rule erases them',
      );
    }
    this.#loop.start();
    this.#eraser.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#loop.stop(), this.#eraser.stop()]);
  }

  /** @returns whether there was a picture to upload */
  async #uploadNext(stopping: AbortSignal): Promise<boolean> {
    const { database, clock } = this.#options;
    const waiting = this.#next();
    if (waiting === null) return false;
    const { id, version } = waiting;
    const started = clock.now();
    try {
      await (version === null ? this.#put(`${id}.jpg`, stopping) : this.#putTemp(id, stopping));
      if (version === null) noteUploaded(database, id, { started, ended: clock.now() });
      else noteTempPut(database, { id, version });
      noteUpload(database, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') this.#gone(waiting);
      else {
        if (version === null) noteUploadFailed(database, id, String(error));
        else noteTempFailed(database, { id, version }, String(error));
        throw error;
      }
    }
    return true;
  }

  #next(): Waiting | null {
    const row = this.#options.database
      .prepare(
        `select id, version from (
           select id, version, error from temp_objects where waiting = 1
           union all select id, null, error from captures where uploaded_at is null)
         order by error is not null, version is null, id limit 1`,
      )
      .get();
    if (row === undefined) return null;
    return { id: String(row.id), version: row.version === null ? null : Number(row.version) };
  }

  async #put(name: string, stopping: AbortSignal): Promise<void> {
    await this.#bucket.put(name, await readFile(join(this.#options.folder, name)), stopping);
  }

  async #putTemp(id: string, stopping: AbortSignal): Promise<void> {
    this.#putting = id;
    try {
      await this.#put(`temp-${id}.jpg`, stopping);
    } finally {
      this.#putting = null;
    }
  }

  /** Removed by its verdict, its retention or the quota before its turn came. */
  #gone({ id, version }: Waiting): void {
    const { database } = this.#options;
    if (version !== null) noteTempPut(database, { id, version });
    else for (const { sql, values } of forgetPicture(id)) database.prepare(sql).run(...values);
  }
}
