import type { DatabaseSync } from 'node:sqlite';
import type { VisitList } from '../../contract/index.ts';
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
