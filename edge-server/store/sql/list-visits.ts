import type { DatabaseSync } from 'node:sqlite';
import { Curve, type ShownStep, type VisitDetail, type VisitList } from '../../contract/index.ts';
import { readMark } from './marks.ts';
import { ROW_COLUMNS, toHistoryRow } from './visit-row.ts';

/** The last visits, in the order in which they were stored, newest first. */
export function listVisits(database: DatabaseSync): (limit: number) => VisitList['visits'] {
  const select = database.prepare(
    `select ${ROW_COLUMNS}, v.seq, o.seq as waiting
     from visits v left join outbox o on o.seq = v.seq order by v.seq desc limit ?`,
  );
  return (limit) =>
    (select.all(limit) as Record<string, unknown>[]).map(({ seq, waiting, ...raw }) => ({
      ...toHistoryRow(raw),
      seq: Number(seq),
      synced: waiting === null,
      mark: null,
    }));
}

/** One visit with its steps, null when it is not stored. */
export function findVisitDetail(
  database: DatabaseSync,
  steps: (seq: number) => ShownStep[],
): (id: string) => VisitDetail | null {
  const select = database.prepare(
    `select ${ROW_COLUMNS}, v.seq, o.seq as waiting, k.points, m.label, m.note, m.author, m.marked_at,
            exists (select 1 from captures c where c.id = v.id) or exists (
              select 1 from steps s where s.seq = v.seq and s.step = 'uploaded' and s.outcome = 'done') as picture
     from visits v left join outbox o on o.seq = v.seq left join curves k on k.seq = v.seq
       left join marks m on m.seq = v.seq
     where v.id = ?`,
  );
  return (id) => {
    const found = select.get(id) as Record<string, unknown> | undefined;
    if (found === undefined) return null;
    const { seq, waiting, points, label, note, author, marked_at, picture, ...raw } = found;
    return {
      ...toHistoryRow(raw),
      seq: Number(seq),
      synced: waiting === null,
      steps: steps(Number(seq)),
      curve: Curve.parse(JSON.parse(String(points ?? '[]'))),
      mark: readMark({ label, note, author, marked_at }),
      picture: picture === 1,
    };
  };
}
