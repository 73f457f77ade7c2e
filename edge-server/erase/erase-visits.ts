import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { auditEntry } from '../access/audit.ts';
import type { Clock } from '../clock/clock.ts';
import type { Range } from '../common/range.ts';

/** What is in a range, or was. */
export interface Erased {
  visits: number;
  /** Of those, the ones that the cloud had not got: they never get there. */
  unsent: number;
  pictures: number;
}

const IN_RANGE = 'visited >= ?1 and visited < ?2';
const values = ({ from, to }: Range) => [from.toISOString(), to.toISOString()] as const;

/** Counts and changes nothing. */
export function countVisits(database: DatabaseSync, range: Range): Erased {
  const row = database
    .prepare(
      `select count(*) as visits,
              count(*) filter (where seq in (select seq from outbox)) as unsent,
              count(*) filter (where id in (select id from captures)) as pictures
       from visits where ${IN_RANGE}`,
    )
    .get(...values(range));
  return { ...(row as unknown as Erased) };
}

/**
 * Erases the visits of a range from this device, sent or not, with steps, marks, later facts and pictures, and notes
 * in the audit log that it was done. One transaction: a verdict of that moment waits for it. Freed pages are
 * overwritten, so that the bytes are not left in the file. Pictures go first: no crash leaves one without its visit.
 */
export function eraseVisits(database: DatabaseSync, captures: string, range: Range, clock: Clock): Erased {
  database.exec('pragma secure_delete = on');
  database.exec('begin immediate');
  try {
    const counts = countVisits(database, range);
    const ids = database.prepare(`select id from visits where ${IN_RANGE}`).all(...values(range));
    for (const { id } of ids) {
      for (const name of [`${id}.jpg`, `temp-${id}.jpg`]) rmSync(join(captures, name), { force: true });
    }
    const among = (column: string, key: string) =>
      `${column} in (select ${key} from visits where ${IN_RANGE})`;
    for (const statement of [
      `delete from outbox where ${among('seq', 'seq')}`,
      `delete from events where ${among('visit_id', 'id')}`,
      `delete from captures where ${among('id', 'id')}`,
      `delete from visits where ${IN_RANGE}`,
    ]) {
      database.prepare(statement).run(...values(range));
    }
    const [from, to] = values(range);
    const entry = auditEntry(clock, {
      actor: 'host',
      action: 'visits.erase',
      target: `${from}/${to}`,
      after: counts,
    });
    database.prepare(entry.sql).run(...entry.values);
    database.exec('commit');
    // The log of the database still has the old pages; this empties it as far as no reader needs it.
    database.exec('pragma wal_checkpoint(truncate)');
    return counts;
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}
