import { LOST_MS } from './presence.ts';
import { START, type Visit } from './state.ts';

/** Where the page writes down when it last saw a visitor who was let in; nothing of who that was. */
const KEY = 'kf99.passedAt';
/** A moment that goes on is written this often. */
const WRITE_MS = 1000;

/** What a reload needs of the browser. */
export interface ReloadNeeds {
  /** ms since 1970; a time that jumped makes the note useless, and harmless. */
  now(): number;
  read(key: string): string | null;
  keep(key: string, value: string): void;
}

/**
 * The page may be loaded again while somebody who was let in still stands there: by staff, by the watch, or since the
 * browser died. It remembers that somebody was let in and when they were last seen, so that they are neither checked
 * nor let in a second time.
 */
export class Reload {
  readonly #needs: ReloadNeeds;
  #written = Number.NEGATIVE_INFINITY;

  constructor(needs: ReloadNeeds) {
    this.#needs = needs;
  }

  /** The visit to begin with: of somebody who was let in a moment ago, or of nobody. `at`: ms on the frames' clock. */
  first(at: number): Visit {
    const passedAt = Number(this.#needs.read(KEY) ?? Number.NaN);
    const ago = this.#needs.now() - passedAt;
    return ago >= 0 && ago <= LOST_MS ? { ...START, state: { at: 'leaving', since: at } } : START;
  }

  /** Takes note of a visit that goes on. */
  note({ state, emptyMs }: Visit): void {
    const passed = (state.at === 'pass' || state.at === 'leaving') && emptyMs === 0;
    const now = this.#needs.now();
    if (!passed || Math.abs(now - this.#written) < WRITE_MS) return;
    this.#written = now;
    this.#needs.keep(KEY, String(now));
  }
}
