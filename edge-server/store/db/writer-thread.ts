/** The thread that commits: it alone waits for the disk, so the server goes on answering meanwhile. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { Change, Failure, Group, Outcome } from './change.ts';
import { BUSY_MS, CHECKPOINT_PAGES } from './open.ts';

const database = new DatabaseSync(workerData as string, { timeout: BUSY_MS });
database.exec(`pragma foreign_keys = on; pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
const prepared = new Map<string, StatementSync>();
let durability = '';

parentPort!.on('message', (group: Group | 'close') => {
  if (group === 'close') {
    database.close();
    parentPort!.close();
    return;
  }
  parentPort!.postMessage(commit(group));
});

function commit({ durable, changes }: Group): Outcome {
  try {
    // In WAL mode FULL syncs the log at each commit and NORMAL only at a checkpoint.
    const wanted = durable ? 'full' : 'normal';
    if (durability !== wanted) database.exec(`pragma synchronous = ${wanted}`);
    durability = wanted;
    database.exec('begin immediate');
    const outcome = changes.map(write);
    database.exec('commit');
    return outcome;
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    return changes.map(() => failure(error));
  }
}

/** Writes one change; when it fails alone, the others of its group are still written. */
function write(change: Change): Failure | number {
  database.exec('savepoint change');
  try {
    let rows = 0;
    for (const { sql, values } of change) rows += Number(statement(sql).run(...values).changes);
    database.exec('release change');
    return rows;
  } catch (error) {
    // SQLite has rolled everything back by itself after some errors, as a full disk: then no change is written.
    if (!database.isTransaction) throw error;
    database.exec('rollback to change; release change');
    return failure(error);
  }
}

function statement(sql: string): StatementSync {
  const known = prepared.get(sql) ?? database.prepare(sql);
  prepared.set(sql, known);
  return known;
}

function failure(error: unknown): Failure {
  const { message, errcode } = error as { message: string; errcode?: unknown };
  return { message, errcode: typeof errcode === 'number' ? errcode : null };
}
