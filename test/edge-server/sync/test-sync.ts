import type { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../../../edge-server/clock/clock.ts';
import { createLog } from '../../../edge-server/common/log.ts';
import { openDatabase } from '../../../edge-server/store/db/open.ts';
import { readSyncView, type SyncView } from '../../../edge-server/store/sql/sync-view.ts';
import { CloudClient } from '../../../edge-server/sync/cloud-client.ts';
import { HeldRows } from '../../../edge-server/sync/held.ts';
import { Outbox } from '../../../edge-server/sync/outbox.ts';
import { Reports } from '../../../edge-server/sync/report.ts';
import { SyncState } from '../../../edge-server/sync/sync-state.ts';
import { type SyncOptions, SyncWorker } from '../../../edge-server/sync/worker.ts';

/** The worker on a store, with a connection of its own to it, as its process has. */
export class TestSync {
  readonly database: DatabaseSync;
  readonly outbox: Outbox;
  readonly #worker: SyncWorker;
  readonly #view: () => SyncView;

  constructor(path: string, url: string, token: string, parts: Partial<SyncOptions> = {}) {
    this.database = openDatabase(path, 'normal');
    this.outbox = new Outbox(this.database);
    this.#view = readSyncView(this.database);
    this.#worker = new SyncWorker({
      outbox: this.outbox,
      cloud: new CloudClient({ url }, token),
      state: new SyncState(this.database),
      reports: new Reports(this.database),
      clock: systemClock,
      held: new HeldRows(this.database, systemClock),
      gatherMs: 0,
      log: createLog('test', 'silent'),
      prepare: async () => {},
      onStoreLost: () => {},
      storeReplaced: () => false,
      ...parts,
    });
  }

  get view(): SyncView {
    return this.#view();
  }

  start(): void {
    this.#worker.start();
  }

  async stop(): Promise<void> {
    await this.#worker.stop();
    this.database.close();
  }
}
