import { signal } from '@preact/signals';
import type { VisitList } from '../../../../edge-server/contract/visit-query.ts';
import type { ApiError } from '../../../shared/call.ts';
import type { VisitRow } from '../../format/visit.ts';
import { codeOf } from '../../state/resource.ts';

/** Rows of a page; the first one that is shown needs fewer. */
const PAGE_ROWS = 200;
/** Rows that are held at the most; whoever looks for more narrows the filter, or takes the CSV. */
export const MOST_ROWS = 20_000;
/** Pages that are asked for in a row while a rare filter finds nothing on them. */
const MOST_EMPTY_PAGES = 100;

export interface Held {
  rows: readonly VisitRow[];
  /** Where older ones begin; null when there are none. */
  next: string | null;
  /** Visits of these pages that the fleet's server could not read. */
  unreadable: number;
  /** `more`: older rows are on their way. */
  busy: 'first' | 'more' | null;
  error: ApiError['code'] | null;
  /** Whether anything has been answered. */
  known: boolean;
}

type Fetch = (query: URLSearchParams) => Promise<VisitList>;

/**
 * The visits of one filter, newest first: pages are added at the end as they are scrolled to, and new visits at the
 * top as they happen. When so many came that the newest page no longer touches what is held, the held ones go: a list
 * with an unseen gap would be wrong.
 */
export class VisitPages {
  readonly held = signal<Held>({
    rows: [],
    next: null,
    unreadable: 0,
    busy: 'first',
    error: null,
    known: false,
  });
  readonly #fetch: Fetch;
  readonly #filter: Readonly<Record<string, string>>;
  #looking = false;

  constructor(fetch: Fetch, filter: Readonly<Record<string, string>>) {
    this.#fetch = fetch;
    this.#filter = filter;
  }

  /** Looks for new visits; the first call fetches the first page. */
  async refresh(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const fresh = await this.#page(null);
      const unreadable = Math.max(this.held.value.unreadable, fresh.unreadable ?? 0);
      this.#set({ ...joined(this.held.value, fresh), unreadable, busy: null, error: null, known: true });
    } catch (error) {
      this.#set({ busy: null, error: codeOf(error) });
    } finally {
      this.#looking = false;
    }
  }

  /** Adds older visits. */
  async more(): Promise<void> {
    const { next, busy, rows } = this.held.value;
    if (next === null || busy !== null || rows.length >= MOST_ROWS) return;
    this.#set({ busy: 'more' });
    try {
      const older = await this.#page(next);
      const known = new Set(this.held.value.rows.map(({ id }) => id));
      const added = older.visits.filter(({ id }) => !known.has(id));
      const unreadable = this.held.value.unreadable + (older.unreadable ?? 0);
      const all = [...this.held.value.rows, ...added];
      this.#set({ rows: all, next: older.next, unreadable, busy: null, error: null });
    } catch (error) {
      this.#set({ busy: null, error: codeOf(error) });
    }
  }

  /** Adds older visits until there are so many, or no more. A failure ends it, and shows as one of `more()`. */
  async upTo(count: number): Promise<void> {
    for (let i = 0; i < Math.ceil(count / PAGE_ROWS); i++) {
      if (this.held.value.rows.length >= count || this.held.value.next === null) return;
      await this.more();
      if (this.held.value.error !== null) return;
    }
  }

  /** A page with at least one visit, or the end: the server's pages of a rare filter may be empty. */
  async #page(before: string | null): Promise<VisitList> {
    let from = before;
    let unreadable = 0;
    for (let i = 0; i < MOST_EMPTY_PAGES; i++) {
      const query = new URLSearchParams({ ...this.#filter, limit: String(PAGE_ROWS) });
      if (from !== null) query.set('before', from);
      const page = await this.#fetch(query);
      if (page.visits.length > 0 || page.next === null) {
        return { ...page, unreadable: unreadable + (page.unreadable ?? 0) };
      }
      unreadable += page.unreadable ?? 0;
      from = page.next;
    }
    return { visits: [], next: from, unreadable };
  }

  #set(changes: Partial<Held>): void {
    this.held.value = { ...this.held.value, ...changes };
  }
}

/** What is held with the newest page put on top; rows that both have are the page's. */
export function joined(
  { rows, next }: Pick<Held, 'rows' | 'next'>,
  fresh: VisitList,
): Pick<Held, 'rows' | 'next'> {
  const held = new Set(rows.map(({ id }) => id));
  const touches = fresh.visits.some(({ id }) => held.has(id));
  if (!touches) return { rows: fresh.visits, next: fresh.next };
  const newer = new Set(fresh.visits.map(({ id }) => id));
  return { rows: [...fresh.visits, ...rows.filter(({ id }) => !newer.has(id))], next };
}
