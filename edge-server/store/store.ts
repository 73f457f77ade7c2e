import type { DatabaseSync } from 'node:sqlite';
import type { ClockStamp } from '../clock/clock-watch.ts';
import type { StepName, VisitDetail, VisitList, VisitStep } from '../contract/index.ts';
import type { StatisticsSource } from '../statistics/source.ts';
import type { Change } from './db/change.ts';
import { StoreError } from './db/errors.ts';
import { openDatabase } from './db/open.ts';
import { Writer } from './db/writer.ts';
import { createDevices, type Devices } from './devices.ts';
import { isDamage, markDamage } from './repair/damage.ts';
import { type Calibrations, createCalibrations } from './sql/calibrations.ts';
import { correctClock } from './sql/correct-clock.ts';
import { findVisits } from './sql/find-visits.ts';
import { insertVisit, type StoredVisit } from './sql/insert-visit.ts';
import { findVisitDetail, listVisits } from './sql/list-visits.ts';
import { listMarks } from './sql/marks.ts';
import { listOldVisits, type OldVisit, removeOldVisits } from './sql/old-visits.ts';
import { recentEstimates } from './sql/recent-estimates.ts';
import { rollups } from './sql/rollups.ts';
import { listPending, listSteps, type PendingVisit, writeStep } from './sql/steps.ts';
import { readSyncView, type SyncView } from './sql/sync-view.ts';
import { readUploadView, type UploadView } from './sql/uploads.ts';

export type { StoredVisit } from './sql/insert-visit.ts';
export type { PendingVisit } from './sql/steps.ts';
export type { SyncView } from './sql/sync-view.ts';
export type { UploadView } from './sql/uploads.ts';

/**
 * The local store as the server uses it. A verdict is answered only after `saveVisit` has resolved: then the
 * visit, its outbox row and the steps so far are on disk. Reading is synchronous; writing goes through one
 * thread, where visits that come together share one fsync (writer.ts).
 *
 * What staff change and what alarms note is read and written in one transaction by this thread, on `database`. Such
 * a commit costs no fsync here, where it would stop every reading and event: it is in the log, and `settle` has the
 * writer's thread sync the log. What is left is the wait for a group that is just being committed.
 */
export interface Store {
  /** @param also what is written with it or not at all @throws {StoreError} nothing was written */
  saveVisit(visit: StoredVisit, steps?: readonly VisitStep[], also?: Change): Promise<void>;
  /** Notes what has become of a step; costs no fsync, so the last ones may be lost in a power cut. */
  saveStep(id: string, step: VisitStep): Promise<void>;
  /** Other changes to the store, with or without an fsync of their own. @throws {StoreError} */
  write(change: Change, durability: 'durable' | 'later'): Promise<void>;
  oldVisits: ReturnType<typeof listOldVisits>;
  /** Removes those of them that still may go, see old-visits.ts; answers how many went. */
  removeOldVisits(visits: readonly OldVisit[], before: string): Promise<number>;
  /** What a visit was answered, null when it is not stored. */
  findVisit(id: string): { bodyHash: string; answer: string } | null;
  /** A stored visit with its steps, null when there is none. */
  visitDetail(id: string): VisitDetail | null;
  pendingSteps(step: StepName, most: number): PendingVisit[];
  /** Visits whose picture is kept. */
  captureIds(): string[];
  /** Dates visits of this boot by the clock as it is now, see correct-clock.ts. */
  correctClock(stamp: ClockStamp, alsoTrusted: boolean, at: Date): Promise<void>;
  /** The last visits in the order in which they were stored. */
  listVisits(limit: number): VisitList['visits'];
  findVisits: ReturnType<typeof findVisits>;
  listMarks: ReturnType<typeof listMarks>;
  /** Counts of any range, read from roll-ups. */
  statistics: StatisticsSource;
  /** Resolves once everything that was committed on `database` is on disk. @throws {StoreError} */
  settle(): Promise<void>;
  /** Rows of `visits`. */
  count(): number;
  /** Why the last write failed, null when it did not. */
  trouble(): string | null;
  sync(): SyncView;
  uploads(): UploadView;
  calibrations: Calibrations;
  recentEstimates: ReturnType<typeof recentEstimates>;
  devices: Devices;
  database: DatabaseSync;
  /** Commits what waits and closes. */
  close(): Promise<void>;
}

/** @throws {StartError} */
export function openStore(path: string): Store {
  const database = openDatabase(path, 'normal');
  // Copying the log into the database takes three fsyncs: the writer's thread does it.
  database.exec('pragma wal_autocheckpoint = 0');
  const writer = new Writer(path);
  writer.start();
  const find = database.prepare('select body_hash, answer from visits where id = ?');
  const correct = correctClock(database);
  let rows = Number(database.prepare('select count(*) as n from visits').get()?.n);
  let trouble: string | null = null;
  const changes = database.prepare('select total_changes() as n');
  const changed = () => Number(changes.get()?.n);
  let durableChanges = changed();

  return {
    async saveVisit(visit, steps = [], also = []) {
      const { id } = visit.row;
      try {
        await writer.durable([...insertVisit(visit), ...steps.map((step) => writeStep(id, step)), ...also]);
        rows += 1;
        trouble = null;
      } catch (cause) {
        trouble = cause instanceof StoreError ? String((cause.cause as Error).message) : String(cause);
        if (cause instanceof StoreError && isDamage(cause)) markDamage(path, trouble);
        throw cause;
      }
    },
    async saveStep(id, step) {
      await writer.later([writeStep(id, step)]);
    },
    async write(change, durability) {
      await writer[durability](change);
    },
    oldVisits: listOldVisits(database),
    async removeOldVisits(visits, before) {
      const seqs = visits.map(({ seq }) => seq);
      const removed = await writer.later(removeOldVisits(seqs, before));
      rows -= removed;
      return removed;
    },
    findVisit(id) {
      const row = find.get(id) as { body_hash: string; answer: string } | undefined;
      return row ? { bodyHash: row.body_hash, answer: row.answer } : null;
    },
    visitDetail: findVisitDetail(database, listSteps(database)),
    pendingSteps: listPending(database),
    captureIds: () =>
      database
        .prepare('select id from captures')
        .all()
        .map(({ id }) => String(id)),
    async correctClock(stamp, alsoTrusted, at) {
      for (;;) {
        const change = correct(stamp, alsoTrusted, at);
        if (change === null) return;
        await writer.durable(change);
      }
    },
    async settle() {
      const now = changed();
      if (now === durableChanges) return;
      // Any durable commit after those of this thread syncs the log with theirs in it.
      const sql = `insert into meta (key, value) values ('settled', ?)
                   on conflict (key) do update set value = excluded.value`;
      await writer.durable([{ sql, values: [String(now)] }]);
      durableChanges = Math.max(durableChanges, now);
    },
    listVisits: listVisits(database),
    findVisits: findVisits(database),
    listMarks: listMarks(database),
    statistics: rollups(database),
    count: () => rows,
    trouble: () => trouble,
    sync: readSyncView(database),
    uploads: readUploadView(database),
    calibrations: createCalibrations(database),
    recentEstimates: recentEstimates(database),
    devices: createDevices(database),
    database,
    async close() {
      await writer.close();
      database.close();
    },
  };
}
