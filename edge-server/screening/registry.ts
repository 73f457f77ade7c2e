import type { Clock } from '../clock/clock.ts';
import type { Mendable } from './policy.ts';

/**
 * The visits that are not judged yet, on the server's monotonic clock, in memory only.
 *
 *   (unknown) ── presence or POST ──► open ── POST ──► judging ── verdict stored ──► judged
 *                                      │ face gone, or silent for OPEN_MS   │ face gone, or the request broke off
 *                                      ▼                                    ▼
 *                            abandoned / (unknown)                      abandoned
 *
 * The page's words travel on connections of their own, so that a visitor is gone may be heard before the evidence.
 * An open visit that nobody speaks of for OPEN_MS is forgotten: a later POST opens it anew, and so counts
 * only readings that come then. An abandoned visit leaves no row and can't be taken up again: its readings
 * may be another person's. `judged` visits are in the store; here only the time at which their visitor was
 * first asked to mend something lives on, for the visit that follows (`attempt_of`).
 */

/**
 * Who opened a visit: the kiosk page, or a client that posts pictures. Each has places of its own, so that pictures of
 * an empty room, however many, leave the entrance open; and neither can end or take up a visit of the other.
 */
export type VisitClient = 'page' | 'thin';

const MOST_OPEN: Readonly<Record<VisitClient, number>> = { page: 64, thin: 32 };
const MOST_REMEMBERED = 512;
/** ms that an open visit lives without a word from the page. */
const OPEN_MS = 120_000;
/** ms after which a visitor who was asked to mend something counts as a new one. */
const CHAIN_MS = 600_000;

/** When this visitor was first asked to mend each thing (monotonic ms). */
export type Asked = ReadonlyMap<Mendable, number>;

interface OpenVisit {
  client: VisitClient;
  openedAt: number;
  heardAt: number;
  /** Ends the wait for a reading while the visit is being judged. */
  abort: AbortController | null;
}

export class VisitRegistry {
  readonly #clock: Clock;
  readonly #open = new Map<string, OpenVisit>();
  readonly #abandoned: Readonly<Record<VisitClient, Set<string>>> = { page: new Set(), thin: new Set() };
  readonly #asked = new Map<string, { asked: Asked; at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Visits that stand before the kiosk as far as the server knows. */
  get size(): number {
    this.#forgetSilent();
    return this.#open.size;
  }

  has(id: string): boolean {
    return this.#open.has(id);
  }

  /** Opens the visit or hears of it again. */
  open(id: string, client: VisitClient): 'open' | 'abandoned' | 'taken' | 'too_many' {
    if (this.#abandoned.page.has(id) || this.#abandoned.thin.has(id)) return 'abandoned';
    const now = this.#clock.monotonic();
    const visit = this.#open.get(id);
    if (visit) {
      if (visit.client !== client) return 'taken';
      visit.heardAt = now;
      return 'open';
    }
    this.#forgetSilent();
    if (this.#count(client) >= MOST_OPEN[client]) return 'too_many';
    this.#open.set(id, { client, openedAt: now, heardAt: now, abort: null });
    return 'open';
  }

  /** Starts judging an open visit; the signal tells that it was abandoned meanwhile. */
  judge(id: string): { openedAt: number; signal: AbortSignal } {
    const visit = this.#open.get(id);
    if (!visit) throw new Error('a visit is opened before it is judged');
    visit.abort = new AbortController();
    return { openedAt: visit.openedAt, signal: visit.abort.signal };
  }

  /** The face is gone or the request broke off: no row, and the id is used up, also when its evidence comes later. */
  abandon(id: string, client: VisitClient): void {
    const visit = this.#open.get(id);
    if (visit && visit.client !== client) return;
    this.#open.delete(id);
    this.#abandoned[client].add(id);
    forgetFirst(this.#abandoned[client], MOST_REMEMBERED);
    visit?.abort?.abort();
  }

  /** Staff have decided about whoever stands there: no visit goes on, nor can be taken up again. */
  abandonAll(): void {
    for (const [id, { client }] of [...this.#open]) this.abandon(id, client);
  }

  /** The verdict is stored, or could not be (then the page may send the same visit again). */
  close(id: string): void {
    this.#open.delete(id);
  }

  /** What the visitor of this attempt was asked to mend, and when. */
  asked(attemptOf: string | null): Asked {
    const entry = attemptOf === null ? undefined : this.#asked.get(attemptOf);
    if (entry === undefined || this.#clock.monotonic() - entry.at > CHAIN_MS) return new Map();
    return entry.asked;
  }

  /** Remembers what a visitor was asked, for the attempt that names this visit. */
  remember(id: string, asked: Asked): void {
    if (asked.size === 0) return;
    this.#asked.set(id, { asked, at: this.#clock.monotonic() });
    forgetFirst(this.#asked, MOST_REMEMBERED);
  }

  #count(client: VisitClient): number {
    let count = 0;
    for (const visit of this.#open.values()) if (visit.client === client) count += 1;
    return count;
  }

  #forgetSilent(): void {
    const now = this.#clock.monotonic();
    for (const [id, visit] of this.#open) {
      if (visit.abort === null && now - visit.heardAt > OPEN_MS) this.#open.delete(id);
    }
  }
}

/** Sets and maps keep their insertion order, so the first key is the oldest. */
function forgetFirst(kept: Set<string> | Map<string, unknown>, most: number): void {
  const [first] = kept.keys();
  if (kept.size > most && first !== undefined) kept.delete(first);
}
