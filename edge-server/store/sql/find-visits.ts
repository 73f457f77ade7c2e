import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { VisitFilter, VisitList } from '../../contract/index.ts';
import { readMark } from './marks.ts';
import { ROW_COLUMNS, toHistoryRow } from './visit-row.ts';

/**
 * Rows that a page looks at. Without it a rare filter would read every visit while nothing else is answered; with it
 * a page costs some 20 ms at the most, and may be shorter than asked for.
 */
const MOST_LOOKED_AT = 20_000;
const START = '~0';
const END = '9999~0';

/** Instants instead of days: the zone is the caller's. */
export interface FoundBy extends Omit<VisitFilter, 'from' | 'to'> {
  from?: string;
  to?: string;
}

/**
 * Visits newest first by their time, then by the order in which they were stored, so that a place in the list stays
 * where it is while others come.
 */
export function findVisits(
  database: DatabaseSync,
): (by: FoundBy, limit: number, before: string | null) => VisitList {
  const edge = database.prepare(
    `select visited, seq from visits where (visited, seq) < (?, cast(? as integer)) and visited >= ?
     order by visited desc, seq desc limit 1 offset ${MOST_LOOKED_AT - 1}`,
  );
  return (by, limit, before) => {
    const [visited, seq] = readPlace(before, by.to);
    const last = edge.get(visited, seq, by.from ?? '') as { visited: string; seq: number } | undefined;
    const { where, values } = conditions(by);
    // The least place that is looked at, itself included.
    const floor: SQLInputValue[] = last ? [last.visited, last.seq] : [by.from ?? '', 0];
    const raws = database
      .prepare(
        `select ${ROW_COLUMNS}, v.seq, o.seq as waiting, m.label, m.note, m.author, m.marked_at
         from visits v left join outbox o on o.seq = v.seq left join marks m on m.seq = v.seq
         where (v.visited, v.seq) < (?, cast(? as integer)) and (v.visited, v.seq) >= (?, cast(? as integer))
           ${where}
         order by v.visited desc, v.seq desc limit ?`,
      )
      .all(visited, seq, ...floor, ...values, limit + 1) as Record<string, unknown>[];
    const visits = raws.slice(0, limit).map(({ seq, waiting, label, note, author, marked_at, ...raw }) => ({
      ...toHistoryRow(raw),
      seq: Number(seq),
      synced: waiting === null,
      mark: readMark({ label, note, author, marked_at }),
    }));
    const shown = visits.at(-1);
    if (raws.length > limit && shown) return { visits, next: `${shown.visited}~${shown.seq}` };
    return { visits, next: last ? `${last.visited}~${last.seq}` : null };
  };
}

/** Where a page begins: before the place of the last one, or before the end of the range. */
function readPlace(before: string | null, to: string | undefined): [visited: string, seq: number] {
  const [visited = '', seq = '0'] = (before ?? (to === undefined ? END : `${to}${START}`)).split('~');
  return [visited, Number(seq)];
}

function conditions(by: FoundBy): { where: string; values: SQLInputValue[] } {
  const parts: [sql: string, value: SQLInputValue | undefined][] = [
    ['v.verdict = ?', by.verdict],
    ['exists (select 1 from json_each(v.reasons) r where r.value = ?)', by.reason],
    ['v.mask = ?', by.mask],
    ['v.estimate_c >= ?', by.least_c],
    ['v.estimate_c <= ?', by.most_c],
    ['v.simulated = cast(? as integer)', by.simulated],
    ["m.seq is not null and '1' = ?", by.marked],
    ['instr(v.id, ?) > 0', by.text?.toLowerCase()],
  ];
  const wanted = parts.filter(([, value]) => value !== undefined) as [string, SQLInputValue][];
  return {
    where: wanted.map(([sql]) => `and ${sql}`).join(' '),
    values: wanted.map(([, value]) => value),
  };
}
