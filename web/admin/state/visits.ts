import type { VisitList } from '../../../edge-server/contract/admin.ts';

export type VisitRow = VisitList['visits'][number];

/** The visits that the page holds, newest first, and where older ones begin. */
export interface Visits {
  rows: VisitRow[];
  /** For `before` of the next older page; null when there is none. */
  next: number | null;
}

/** Rows that the page keeps at the most: the list is the day's, not the archive. */
export const MOST_ROWS = 500;

/**
 * Joins the newest page into what is held. Pages that were loaded by hand stay, rows that both have are taken
 * from the fresh page (`synced` changes), and when so many visits came that the fresh page no longer touches
 * the held ones, the held ones go: a list with an unseen gap would be wrong.
 */
export function refreshed(held: Visits | null, fresh: VisitList): Visits {
  const oldest = fresh.visits.at(-1);
  const newestHeld = held?.rows[0];
  if (!held || !oldest || !newestHeld || oldest.seq > newestHeld.seq) {
    return { rows: fresh.visits, next: fresh.next };
  }
  const older = held.rows.filter((row) => row.seq < oldest.seq);
  return bounded([...fresh.visits, ...older], older.length > 0 ? held.next : fresh.next);
}

/** Appends an older page. */
export function extended(held: Visits, older: VisitList): Visits {
  const last = held.rows.at(-1)?.seq ?? Number.POSITIVE_INFINITY;
  return bounded([...held.rows, ...older.visits.filter((row) => row.seq < last)], older.next);
}

function bounded(rows: VisitRow[], next: number | null): Visits {
  if (rows.length <= MOST_ROWS) return { rows, next };
  const kept = rows.slice(0, MOST_ROWS);
  return { rows: kept, next: kept.at(-1)!.seq };
}
