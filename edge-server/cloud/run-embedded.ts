import { openDataFolder, paths } from '../common/data-folder.ts';
import { holdLock } from '../common/lock.ts';
import { createLog } from '../common/log.ts';
import { stopSignal } from '../common/signals.ts';
import { yieldToVerdicts } from '../common/yield.ts';
import type { Config } from '../config/config.ts';
import { openDatabase } from '../store/db/open.ts';
import { kioskId } from '../store/kiosk-id.ts';
import { EmbeddedCloud } from './embedded.ts';

/** ms that a process which is just ending may still hold its lock. */
const HANDOVER_MS = 5000;

/** The process of the embedded cloud. @throws {StartError} */
export async function runEmbeddedCloud(config: Config): Promise<void> {
  yieldToVerdicts();
  const stop = stopSignal();
  openDataFolder(config.data);
  const log = createLog('cloud', config.logLevel);
  const release = await holdLock(paths.lock(config.data, 'cloud'), 'the embedded cloud', HANDOVER_MS);
  const database = openDatabase(paths.database(config.data), 'normal');
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
