import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { Clock, Stop } from '../clock/clock.ts';
import { CodedError } from '../common/coded-error.ts';
import type { Log } from '../common/log.ts';
import { PICTURE_BYTES, type Scope } from '../contract/index.ts';
import { PictureError } from '../pictures/decode.ts';
import { StoreError } from '../store/db/errors.ts';
import type { PictureChecks } from './checks.ts';

/** ms between two looks. A file system of the network tells nobody what comes, so it is looked at. */
const LOOK_MS = 500;
/** ms without a change after which a file is whole; a camera that uploads writes more often. */
const STILL_MS = 1000;
/** ms after which a picture is of a visitor who has gone. */
const OLD_MS = 60_000;
/** Files that one look judges or removes; the others wait for the next one. */
const MOST = 16;
/** Names that one look asks about: what can't be removed stays, and keeps no place from what comes. */
const MOST_NAMES = 1000;
const PICTURE = /^[^.].*\.(jpe?g|png|webp)$/i;
/** Codes after which the same picture may be judged a moment later. */
const LATER: readonly string[] = ['busy', 'too_busy'];

export interface DropFolderOptions {
  /** Absolute path. */
  folder: string;
  /** Whether a pass opens the door. */
  door: boolean;
  checks: Pick<PictureChecks, 'check'>;
  clock: Clock;
  log: Pick<Log, 'info' | 'warn'>;
  /** Takes a file away; it may be refused, as in a folder whose files only their owner may remove. */
  remove?: (path: string) => Promise<void>;
}

interface Seen {
  bytes: number;
  /** Of this machine's own clock: cameras set the time of their files as they like. */
  changed: number;
  /** Monotonic ms since which neither has changed, and at which it was first seen. */
  since: number;
  first: number;
  /** It was judged, or never will be, and could not be removed: it must not make another visit at each look. */
  done: boolean;
}

/**
 * A folder into which a camera puts pictures that can do no more than that (FTP, a share, a copy out of a bucket): each
 * makes one visit and is removed, whatever came of it; what is kept of it is for `captures`.
 *
 *   (new) ── unchanged for a second ──► whole ── judged ──► (removed)
 *     │                                   └── too many wait ──► whole
 *     └── a minute old, too large, no file of its own (a link) ──► (removed, or left alone when it is no picture's name)
 *
 * Who may write into the folder may make visits: it has no token, so its rights are the folder's.
 */
export class DropFolder {
  readonly #options: DropFolderOptions;
  readonly #stopping = new AbortController();
  #seen = new Map<string, Seen>();
  #stopTimer: Stop = () => undefined;
  #looking: Promise<void> | null = null;
  #trouble: string | null = null;

  constructor(options: DropFolderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopTimer = this.#options.clock.every(LOOK_MS, () => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = null;
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    this.#stopping.abort();
    await this.#looking;
  }

  /** Never rejects: a folder that is away is said once, and looked for again. */
  async #look(): Promise<void> {
    const { folder, log } = this.#options;
    try {
      const names = (await readdir(folder)).filter((name) => PICTURE.test(name)).sort();
      this.#seen = new Map([...this.#seen].filter(([name]) => names.includes(name)));
      let judged = 0;
      for (const name of names.slice(0, MOST_NAMES)) {
        if (this.#stopping.signal.aborted || judged === MOST) break;
        if (await this.#take(name)) judged += 1;
      }
      this.#trouble = null;
    } catch (error) {
      const reason = (error as Error).message;
      if (reason !== this.#trouble) log.warn({ folder, reason }, 'the folder for pictures can not be used');
      this.#trouble = reason;
    }
  }

  /** @returns whether it was judged, refused for now or removed */
  async #take(name: string): Promise<boolean> {
    const { folder, clock, log } = this.#options;
    const path = join(folder, name);
    const status = await lstat(path).catch(() => null);
    if (status === null || status.isDirectory()) return false;
    const now = clock.monotonic();
    const before = this.#seen.get(name);
    const same = before?.bytes === status.size && before.changed === status.ctimeMs;
    const since = same ? before.since : now;
    // One that could not be removed and was written over is a new picture.
    const first = before === undefined || before.done ? now : before.first;
    const done = same && before.done;
    const seen: Seen = { bytes: status.size, changed: status.ctimeMs, since, first, done };
    this.#seen.set(name, seen);
    if (done) return false;
    const age = Math.max(clock.now().getTime() - seen.changed, now - seen.first);
    const refused = refusal(status.isFile(), status.size, age);
    if (refused !== null) {
      log.warn({ picture: name, reason: refused }, 'a picture in the folder is not judged');
    } else if (now - seen.since < STILL_MS) {
      return false;
    } else if (!(await this.#judge(path, name))) {
      return true;
    }
    seen.done = true;
    await this.#remove(path);
    return true;
  }

  /** One that stays is not looked at again; what says why is the folder's trouble. */
  async #remove(path: string): Promise<void> {
    const { remove = (file) => rm(file, { force: true }), log, folder } = this.#options;
    await remove(path).catch((error: Error) =>
      log.warn({ folder, reason: error.message }, 'a picture in the folder can not be removed'),
    );
  }

  /** @returns whether it is done with */
  async #judge(path: string, name: string): Promise<boolean> {
    const { checks, clock, door, log } = this.#options;
    const scopes: Scope[] = ['mask', 'visit', ...(door ? (['door'] as const) : [])];
    try {
      const bytes = await readPicture(path);
      // Its time is given: the library goes back behind no time that it has seen, and a clock may have been ahead.
      const visit = uuidv7({ msecs: clock.now().getTime() });
      const { verdict } = await checks.check({ bytes, visit, scopes, signal: this.#stopping.signal });
      log.info({ visit, verdict: verdict?.verdict }, 'a picture of the folder made a visit');
      return true;
    } catch (error) {
      if (this.#stopping.signal.aborted || error instanceof StoreError) return false;
      if (error instanceof CodedError && LATER.includes(error.code)) return false;
      const known = error instanceof CodedError || error instanceof PictureError;
      const reason = known ? error.code : String(error);
      log.warn({ picture: name, reason }, 'a picture in the folder made no visit');
      return true;
    }
  }
}

function refusal(isFile: boolean, bytes: number, ageMs: number): string | null {
  if (!isFile) return 'it is no file of its own';
  if (bytes > PICTURE_BYTES) return `it has more than ${PICTURE_BYTES} bytes`;
  return ageMs > OLD_MS ? 'it is of a visitor who has gone: it is over a minute old' : null;
}

/** The whole file, and nothing that a link points to. */
async function readPicture(path: string): Promise<Uint8Array> {
  let file: FileHandle | null = null;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const buffer = Buffer.alloc(PICTURE_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) break;
    }
    if (length > PICTURE_BYTES) throw new PictureError('it grew while it was read');
    return new Uint8Array(buffer.subarray(0, length));
  } finally {
    await file?.close();
  }
}
