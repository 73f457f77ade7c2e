import type { Clock, Stop } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { Settings, VerdictKind } from '../contract/index.ts';
import type { StepWork } from '../screening/steps.ts';
import { timedStep } from '../screening/timeline.ts';
import { wantTempObject } from '../store/sql/temp-objects.ts';
import { forgetPicture } from '../store/sql/uploads.ts';
import type { Store } from '../store/store.ts';
import { CrashSafeFolder } from './folder.ts';
import { type Box, makeCapture } from './region.ts';

/**
 * Pictures of visits; off by default.
 *
 *   (none) ── PUT ──► temp-<id>.jpg ── definite verdict (pass, deny, staff), or `captureAdjust` ──► <id>.jpg ── captureDays ──► (gone)
 *                         │                                                       │
 *                         └── one hour ──► (gone)                                 └── over the quota, oldest first
 *
 * With `captureEarly` and a bucket the temporary file goes there, too, and from there when it goes here (sync/temp-eraser.ts).
 * Picture and verdict come in any order, so both look for the other (`settle`). Ages are the files' own times, so
 * a machine that was off for days removes at its start what is due; and since the wall clock of a Pi may be wrong,
 * a file also counts as old once it has been seen for that long on the monotonic clock.
 */

const TEMP = 'temp-';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** ms between two looks for what is due. */
const PURGE_MS = 60_000;
/** A temp file lives an hour at the most: a look and what the bucket needs to erase its copy included. */
const TEMP_MS = HOUR_MS - 3 * PURGE_MS;
const DEFINITE: readonly VerdictKind[] = ['pass', 'deny', 'staff'];

export interface CapturesOptions {
  /** Absolute path of their folder. */
  folder: string;
  clock: Clock;
  settings: () => Settings;
  /** Whether there is a bucket that pictures go into. */
  bucket: boolean;
  store: Pick<Store, 'visitDetail' | 'saveStep' | 'write' | 'captureIds'>;
  log: Log;
}

interface Kept {
  bytes: number;
  modified: number;
  /** Monotonic ms at which this run of the server first saw it. */
  seen: number;
}

export class Captures {
  readonly #options: CapturesOptions;
  readonly #folder: CrashSafeFolder;
  readonly #files = new Map<string, Kept>();
  #stopTimer: Stop = () => undefined;
  /** Changes of the folder one after the other, so that a picture and its verdict can't miss each other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: CapturesOptions) {
    this.#options = options;
    this.#folder = new CrashSafeFolder(options.folder);
  }

  get on(): boolean {
    return this.#options.settings().captures === 'on';
  }

  /** Lists the folder and removes what is due. */
  async start(): Promise<void> {
    const seen = this.#options.clock.monotonic();
    for (const { name, bytes, modified } of await this.#folder.open()) {
      this.#files.set(name, { bytes, modified, seen });
    }
    await this.#noteAll();
    await this.purge();
    this.#stopTimer = this.#options.clock.every(PURGE_MS, () => void this.purge(), { ref: false });
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    await this.#queue;
  }

  /** The visit step `captured`. */
  get step(): StepWork {
    return {
      wanted: () => this.on,
      run: ({ row }) => this.#inTurn(() => this.#settle(row.id, row.verdict)),
      retry: { minMs: 1000, maxMs: 60_000, tries: 10 },
    };
  }

  /**
   * Keeps the picture of a visit; a second one replaces the first while it is temporary.
   * @param formats that are taken: the page makes JPEGs, other clients' pictures are of any kind that is judged
   * @throws {PictureError} when it can't be made into what the site keeps
   */
  async put(
    id: string,
    bytes: Uint8Array,
    faces: readonly Box[],
    formats: readonly string[] = ['jpeg'],
  ): Promise<void> {
    const { bucket, clock, settings, store } = this.#options;
    const started = clock.monotonic();
    const picture = await makeCapture(bytes, settings().captureRegion, faces, formats);
    await this.#inTurn(async () => {
      if (this.#files.has(kept(id))) return;
      await this.#folder.write(TEMP + kept(id), picture);
      this.#files.set(TEMP + kept(id), this.#fresh(picture.length));
      const visit = store.visitDetail(id);
      if (visit !== null && (await this.#settle(id, visit.verdict)) === 'done') {
        await store.saveStep(id, timedStep(clock, 'captured', started, clock.monotonic()));
      } else if (bucket && settings().captureEarly === 'on')
        await store.write([wantTempObject(id)], 'durable');
      await this.#limit();
    });
  }

  /** A kept picture; null when there is none, or no longer. */
  read(id: string): Promise<Uint8Array | null> {
    return this.#inTurn(async () => (this.#files.has(kept(id)) ? await this.#folder.read(kept(id)) : null));
  }

  /** Removes the pictures of visits that are erased. */
  erase(ids: readonly string[]): Promise<void> {
    return this.#inTurn(() => this.#remove(ids.flatMap((id) => [kept(id), TEMP + kept(id)])));
  }

  /** Removes what is due. Never rejects: what failed is tried again at the next look. */
  async purge(): Promise<void> {
    const { clock, settings, log } = this.#options;
    const days = settings().captureDays;
    try {
      await this.#inTurn(async () => {
        const due = [...this.#files].filter(([name, file]) => {
          const limit = name.startsWith(TEMP) ? TEMP_MS : days * DAY_MS;
          const age = Math.max(clock.now().getTime() - file.modified, clock.monotonic() - file.seen);
          return age >= limit;
        });
        await this.#remove(due.map(([name]) => name));
        await this.#limit();
      });
    } catch (error) {
      log.error({ err: error }, 'old pictures could not be removed');
    }
  }

  /** Gives a picture its lasting name when its verdict is definite; safe to repeat. */
  async #settle(id: string, verdict: VerdictKind): Promise<'done' | 'skipped'> {
    const { captureAdjust } = this.#options.settings();
    if (!DEFINITE.includes(verdict) && captureAdjust === 'off') return 'skipped';
    const file = this.#files.get(TEMP + kept(id));
    if (file === undefined) return this.#files.has(kept(id)) ? 'done' : 'skipped';
    await this.#folder.rename(TEMP + kept(id), kept(id));
    this.#files.delete(TEMP + kept(id));
    this.#files.set(kept(id), file);
    const { bucket, clock, store } = this.#options;
    // Before the uploads are told: what they do with it is noted in this step.
    if (bucket) await store.saveStep(id, timedStep(clock, 'uploaded', null, null, 'pending'));
    await this.#note([id]);
    return 'done';
  }

  /** Removes the oldest until the quota holds. */
  async #limit(): Promise<void> {
    const quota = this.#options.settings().captureQuotaMb * 1_000_000;
    let bytes = [...this.#files.values()].reduce((sum, file) => sum + file.bytes, 0);
    if (bytes <= quota) return;
    const gone: string[] = [];
    for (const [name, file] of [...this.#files].sort(([, a], [, b]) => a.modified - b.modified)) {
      if (bytes <= quota) break;
      gone.push(name);
      bytes -= file.bytes;
    }
    this.#options.log.warn({ files: gone.length }, 'pictures over the quota were removed');
    await this.#remove(gone);
  }

  async #remove(names: readonly string[]): Promise<void> {
    const known = names.filter((name) => this.#files.has(name));
    await this.#folder.remove(known);
    for (const name of known) this.#files.delete(name);
    const ids = known.filter((name) => !name.startsWith(TEMP)).map((name) => name.slice(0, -4));
    if (ids.length === 0) return;
    await this.#options.store.write(ids.flatMap(forgetPicture), 'later');
  }

  /** Tells the uploads what is kept. */
  async #note(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const sql = 'insert or ignore into captures (id) values (?)';
    await this.#options.store.write(
      ids.map((id) => ({ sql, values: [id] })),
      'later',
    );
  }

  /** The files are the truth: a power cut may have taken the last rows. */
  async #noteAll(): Promise<void> {
    const known = new Set(this.#options.store.captureIds());
    const ids = [...this.#files.keys()]
      .filter((name) => !name.startsWith(TEMP))
      .map((name) => name.slice(0, -4));
    await this.#note(ids.filter((id) => !known.has(id)));
  }

  #fresh(bytes: number): Kept {
    const { clock } = this.#options;
    return { bytes, modified: clock.now().getTime(), seen: clock.monotonic() };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

const kept = (id: string) => `${id}.jpg`;
