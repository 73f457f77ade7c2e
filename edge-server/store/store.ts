import type { DatabaseSync } from 'node:sqlite';
import type { VisitList } from '../contract/index.ts';
import { createDevices, type Devices } from './devices.ts';
import { openDatabase } from './open.ts';
import { countHours, type HourCount } from './sql/count-hours.ts';
import { insertVisit, type StoredVisit } from './sql/insert-visit.ts';
import { listVisits } from './sql/list-visits.ts';
import { readSyncView, type SyncView } from './sql/sync-view.ts';
import { transaction } from './transaction.ts';

export type { StoredVisit } from './sql/insert-visit.ts';
export type { SyncView } from './sql/sync-view.ts';

/**
 * The local store as the server uses it. A verdict is answered only after `saveVisit` has resolved: then the
 * visit and its outbox row are on disk.
 */
export interface Store {
  /** @throws {StoreError} nothing was written */
  saveVisit(visit: StoredVisit): Promise<void>;
  /** What a visit was answered, null when it is not stored. */
  findVisit(id: string): { bodyHash: string; answer: string } | null;
  listVisits(limit: number, before: number | null): VisitList;
  countHours(start: Date, end: Date): HourCount[];
  /** Rows of `visits`. */
  count(): number;
  /** Why the last write failed, null when it did not. */
  trouble(): string | null;
  sync(): SyncView;
  devices: Devices;
  database: DatabaseSync;
  close(): void;
}

/** @throws {StartError} */
export function openStore(path: string): Store {
  const database = openDatabase(path, 'full');
  const insert = insertVisit(database);
  const find = database.prepare('select body_hash, answer from visits where id = ?');
  let rows = Number(database.prepare('select count(*) as n from visits').get()?.n);
  let trouble: string | null = null;

  return {
    // A promise already, though the write is synchronous today: group commit will let visits share one fsync.
    async saveVisit(visit) {
      try {
        transaction(database, () => insert(visit));
        rows += 1;
        trouble = null;
      } catch (cause) {
        trouble = (cause as Error).message;
        throw cause;
      }
    },
    findVisit(id) {
      const row = find.get(id) as { body_hash: string; answer: string } | undefined;
      return row ? { bodyHash: row.body_hash, answer: row.answer } : null;
    },
    listVisits: listVisits(database),
    countHours: countHours(database),
    count: () => rows,
    trouble: () => trouble,
    sync: readSyncView(database),
    devices: createDevices(database),
    database,
    close: () => database.close(),
  };
}
