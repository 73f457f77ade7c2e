import { openDataFolder, paths } from '../common/data-folder.ts';
import { holdLock } from '../common/lock.ts';
import { createLog } from '../common/log.ts';
import { beatForWatchdog } from '../common/service-manager.ts';
import { stopSignal } from '../common/signals.ts';
import { StartError } from '../common/start-error.ts';
import type { Config } from '../config/config.ts';
import { CloudReader } from '../fleet/reader/cloud-reader.ts';
import { FleetServer } from '../fleet/routes/server.ts';
import { openDatabase } from '../store/db/open.ts';

/** ms that a process which is just ending may still hold the data folder. */
const HANDOVER_MS = 3000;

/**
 * The pages for all kiosks of a cloud, until a signal. The cloud need not answer at the start: pages say so until it
 * does. @throws {StartError}
 */
export async function runFleet(config: Config): Promise<void> {
  if (config.readerUrl === null) {
    throw new StartError(
      '--role fleet needs KF99_READER_URL, the cloud with its user kf99_reader: docs/cloud.md',
    );
  }
  const stop = stopSignal();
  const endBeats = beatForWatchdog();
  openDataFolder(config.data);
  const log = createLog('fleet', config.logLevel);
  // The same lock as a kiosk's server: the two never share a data folder.
  const release = await holdLock(paths.lock(config.data, 'edge'), 'the data folder', HANDOVER_MS);
  const database = openDatabase(paths.database(config.data), 'full');
  const reader = new CloudReader(config.readerUrl, log);
  const server = new FleetServer({ config, database, ask: reader.ask, tend: () => reader.tend(), log });
  try {
    await server.start();
    process.stdout.write(greeting(server));
    await stop;
  } finally {
    await server.stop();
    await reader.stop();
    database.close();
    release();
    endBeats();
  }
}

function greeting({ url, identity }: FleetServer): string {
  const { code } = identity.setUp;
  const setUp = `Set up the admin, once and within 15 minutes, at ${url}admin/#setup=${code}\n`;
  return `KF99's fleet is ready at ${url}\n${code === null ? '' : setUp}`;
}
