import type { DatabaseSync } from 'node:sqlite';
import type { Change } from '../db/change.ts';

/** Whether the cloud has everything about a visit: its row, and the later facts. */
const SYNCED = `not exists (select 1 from outbox o where o.seq = visits.seq)
  and not exists (select 1 from events e where e.visit_id = visits.id and e.sent = 0)`;

export interface OldVisit {
  seq: number;
  id: string;
  visited: string;
  synced: boolean;
}

/**
 * Visits before a time, oldest first, after the one that the last page ended with. Unsynced ones are in the page,
 * so that a page costs the same when the cloud has been away for months.
 */
export function listOldVisits(
  database: DatabaseSync,
): (before: string, after: Pick<OldVisit, 'seq' | 'visited'> | null, most: number) => OldVisit[] {
  const select = database.prepare(
    `select seq, id, visited, ${SYNCED} as synced from visits
     where visited < ? and (visited, seq) > (?, ?) order by visited, seq limit ?`,
  );
  return (before, after, most) =>
    select.all(before, after?.visited ?? '', after?.seq ?? 0, most).map((row) => ({
      ...(row as unknown as OldVisit),
      synced: row.synced === 1,
    }));
}

/**
 * Removes visits with their steps and later facts. What holds one back is asked once more by the statement itself:
 * since it was listed, the clock may have been corrected, or a new cloud may want it again.
 */
export function removeOldVisits(seqs: readonly number[], before: string): Change {
  return [
    {
      sql: `delete from visits where seq in (select value from json_each(?)) and visited < ? and ${SYNCED}`,
      values: [JSON.stringify(seqs), before],
    },
  ];
}
