import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { openDataFolder, places } from '../data-folder.ts';
import { createLog } from '../log.ts';
import { stopSignal } from '../signals.ts';
import { StartError } from '../start-error.ts';
import { kioskId } from '../store/kiosk-id.ts';
import { holdLock } from '../store/lock.ts';
import { openDatabase } from '../store/open.ts';
import { CloudClient } from './cloud-client.ts';
import { EmbeddedCloud } from './embedded-cloud.ts';
import { Outbox } from './outbox.ts';
import { embeddedToken, readToken } from './token.ts';
import { SyncWorker } from './worker.ts';

/** ms that a process which is just ending may still hold its lock. */
const HANDOVER_MS = 5000;

/** The process that sends rows to the cloud, until a signal or the end of its parent. @throws {StartError} */
export async function runSync(config: Config): Promise<void> {
  const stop = stopSignal();
  const log = createLog('sync', config.logLevel);
  const { target, token } = cloudOf(config);
  const release = await holdLock(places.lock(config.data, 'sync'), 'the outbox', HANDOVER_MS);
  const database = openDatabase(places.database(config.data), 'normal');
  const worker = new SyncWorker({
    outbox: new Outbox(database),
    cloud: new CloudClient(target, token),
    clock: systemClock,
    log,
    sendAgainFor: 'socket' in target ? kioskId(database, config.kioskId) : null,
  });
  try {
    worker.start();
    await stop;
  } finally {
    await worker.stop();
    database.close();
    release();
  }
}

/** The process of the embedded cloud. @throws {StartError} */
export async function runEmbeddedCloud(config: Config): Promise<void> {
  const stop = stopSignal();
  openDataFolder(config.data);
  const log = createLog('cloud', config.logLevel);
  const release = await holdLock(places.lock(config.data, 'cloud'), 'the embedded cloud', HANDOVER_MS);
  const database = openDatabase(places.database(config.data), 'normal');
  const id = kioskId(database, config.kioskId);
  database.close();
  const cloud = new EmbeddedCloud(config.data, log);
  try {
    await cloud.start(id);
    await stop;
  } finally {
    await cloud.stop();
    release();
  }
}

function cloudOf(config: Config): { target: ConstructorParameters<typeof CloudClient>[0]; token: string } {
  openDataFolder(config.data);
  if (config.databaseUrl === null) {
    const token = embeddedToken(places.cloudToken(config.data));
    return { target: { socket: places.socketFolder(config.data) }, token };
  }
  return { target: { url: config.databaseUrl }, token: kioskToken(config) };
}

/** This kiosk's token for a real cloud. @throws {StartError} when it is not there */
export function kioskToken({ kioskTokenFile }: Config): string {
  if (kioskTokenFile !== null) return readToken(kioskTokenFile);
  throw new StartError(
    'DATABASE_URL needs this kiosk’s token: put it into a file and name it in KF99_KIOSK_TOKEN_FILE',
  );
}
