import type { DatabaseSync } from 'node:sqlite';
import type { VisitDetail, VisitList, VisitStep } from '../../contract/index.ts';
import { ROW_COLUMNS, toHistoryRow } from './visit-row.ts';

/** Newest first, `before` a `seq` or null for the newest page. */
export function listVisits(database: DatabaseSync): (limit: number, before: number | null) => VisitList {
  const select = database.prepare(
    `select ${ROW_COLUMNS}, v.seq, o.seq as waiting
     from visits v left join outbox o on o.seq = v.seq
     where v.seq < ? order by v.seq desc limit ?`,
  );
  return (limit, before) => {
    const raws = select.all(before ?? Number.MAX_SAFE_INTEGER, limit + 1) as Record<string, unknown>[];
    const visits = raws.slice(0, limit).map(({ seq, waiting, ...raw }) => ({
      ...toHistoryRow(raw),
      seq: Number(seq),
      synced: waiting === null,
    }));
    return { visits, next: raws.length > limit ? (visits.at(-1)?.seq ?? null) : null };
  };
}

/** One visit with its steps, null when it is not stored. */
export function findVisitDetail(
  database: DatabaseSync,
  steps: (seq: number) => VisitStep[],
): (id: string) => VisitDetail | null {
  const select = database.prepare(
    `select ${ROW_COLUMNS}, v.seq, o.seq as waiting
     from visits v left join outbox o on o.seq = v.seq where v.id = ?`,
  );
  return (id) => {
    const found = select.get(id) as Record<string, unknown> | undefined;
    if (found === undefined) return null;
    const { seq, waiting, ...raw } = found;
    return { ...toHistoryRow(raw), seq: Number(seq), synced: waiting === null, steps: steps(Number(seq)) };
  };
}
