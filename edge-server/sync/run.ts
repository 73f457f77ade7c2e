import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../clock/clock.ts';
import { prepareOwnCloud } from '../cloud/own-cloud.ts';
import { ownToken, readToken } from '../cloud/token.ts';
import { showAlive } from '../common/alive.ts';
import { openDataFolder, paths } from '../common/data-folder.ts';
import { holdLock } from '../common/lock.ts';
import { createLog, type Log } from '../common/log.ts';
import { stopSignal } from '../common/signals.ts';
import { StartError } from '../common/start-error.ts';
import { yieldToVerdicts } from '../common/yield.ts';
import type { Config } from '../config/config.ts';
import { openDatabase } from '../store/db/open.ts';
import { kioskId } from '../store/kiosk-id.ts';
import { markDamage } from '../store/repair/damage.ts';
import { CloudClient } from './cloud-client.ts';
import { enrolled } from './enrolment.ts';
import { HeldRows } from './held.ts';
import { cloudName, sendAllToNewCloud } from './new-cloud.ts';
import { Outbox } from './outbox.ts';
import { Reports } from './report.ts';
import { SyncState } from './sync-state.ts';
import { Uploader } from './uploader.ts';
import { type SyncOptions, SyncWorker } from './worker.ts';

/** ms that a process which is just ending may still hold its lock. */
const HANDOVER_MS = 5000;
const UNSYNCED_MS = 10 * 60_000;
/** The same in visits: a clock that was wrong for a while can't hide them. */
const UNSYNCED_ROWS = 1000;

/** The process that sends rows to the cloud, until a signal or the end of its parent. @throws {StartError} */
export async function runSync(config: Config): Promise<void> {
  yieldToVerdicts();
  const stop = stopSignal();
  const log = createLog('sync', config.logLevel);
  openDataFolder(config.data);
  const release = await holdLock(paths.lock(config.data, 'sync'), 'the outbox', HANDOVER_MS);
  const path = paths.database(config.data);
  const database = openDatabase(path, 'normal');
  const lost = Promise.withResolvers<string>();
  const quiet = showAlive('sync');
  let uploader: Uploader | null = null;
  let worker: SyncWorker | null = null;
  try {
    const { s3 } = config;
    if (s3) {
      const folder = paths.captures(config.data);
      uploader = new Uploader({ s3, folder, database, clock: systemClock, log });
      uploader.start();
    }
    const access = await enrolled(config, stop);
    if (access === null) return;
    worker = await workerFor(access, database, log, (reason, damaged) => {
      if (damaged) markDamage(path, reason);
      lost.resolve(reason);
    });
    worker.start();
    const reason = await Promise.race([stop, lost.promise]);
    if (reason !== undefined) {
      log.error({ reason }, 'the local store can no longer be used');
      // Not the code of a start that a person has to mend: whoever started the worker starts it again.
      process.exitCode = 1;
    }
  } catch (error) {
    if (error instanceof StartError) noteStartFault(database, error);
    throw error;
  } finally {
    quiet();
    await uploader?.stop();
    await worker?.stop();
    database.close();
    release();
  }
}

/** A worker that can't start is started again and again, and only its store is seen by health and alarms. */
function noteStartFault(database: DatabaseSync, { message }: StartError): void {
  const fault = { name: 'start', minMs: 0, maxMs: 0, mend: `${message}.` };
  new SyncState(database).failed(fault, "the sync worker can't start", 'open', systemClock.now());
}

async function workerFor(
  config: Config,
  database: DatabaseSync,
  log: Log,
  onStoreLost: SyncOptions['onStoreLost'],
): Promise<SyncWorker> {
  const outbox = new Outbox(database);
  const { cloud, prepare } = await connect(config, kioskId(database, config.kioskId), outbox, log);
  const resent = sendAllToNewCloud(database, outbox, cloudName(config.databaseUrl));
  if (resent > 0) log.info({ rows: resent }, 'another cloud than before: every visit is sent to it');
  const held = new HeldRows(database, systemClock);
  const refused = outbox.retryRefused();
  if (refused > 0) log.info({ rows: refused }, 'rows that were refused are tried again');
  const path = paths.database(config.data);
  const opened = statSync(path).ino;
  return new SyncWorker({
    outbox,
    cloud,
    state: new SyncState(database),
    reports: new Reports(database),
    clock: systemClock,
    held,
    gatherMs: config.gatherMs,
    log,
    prepare,
    onStoreLost,
    storeReplaced: () => statSync(path, { throwIfNoEntry: false })?.ino !== opened,
  });
}

/**
 * Chooses the cloud. The embedded one may have lost what it acknowledged, so rows are sent again. A real one
 * with this kiosk's token is ready: nothing is changed there. A real one without a token belongs to whoever
 * tries the product: it is migrated and the kiosk registered with the rights of DATABASE_URL.
 */
async function connect(config: Config, id: string, outbox: Outbox, log: Log) {
  const { databaseUrl, kioskTokenFile } = config;
  if (databaseUrl !== null && kioskTokenFile !== null) {
    return {
      cloud: new CloudClient({ url: databaseUrl }, readToken(kioskTokenFile)),
      prepare: async () => {},
    };
  }
  const token = await ownToken(paths.cloudToken(config.data));
  if (databaseUrl !== null) {
    const prepare = async (signal: AbortSignal) => {
      await prepareOwnCloud(databaseUrl, id, token, signal);
      log.info(
        'the database of DATABASE_URL is set up; for a site of several kiosks use npm run cloud:migrate',
      );
    };
    return { cloud: new CloudClient({ url: databaseUrl }, token), prepare };
  }
  const cloud = new CloudClient({ socket: paths.socketFolder(config.data) }, token);
  const prepare = async () => {
    const newest = await cloud.newest(id);
    const rows =
      outbox.sendAgainFrom(unsyncedFrom(newest).toISOString()) + outbox.sendAgainLast(UNSYNCED_ROWS);
    if (rows > 0) log.info({ rows }, 'rows that the embedded cloud may have lost are sent again');
  };
  return { cloud, prepare };
}

/** The embedded cloud syncs nothing to disk; the kernel does within about half a minute. */
function unsyncedFrom(newest: Date | null): Date {
  return newest ? new Date(newest.getTime() - UNSYNCED_MS) : new Date(0);
}
