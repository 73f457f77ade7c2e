import { addressOf } from '../address.ts';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { openDataFolder, places } from '../data-folder.ts';
import { openDatabase } from '../store/open.ts';
import { writeResetCode } from './setup.ts';

/**
 * `npm run reset-admin` on the machine itself, while the server runs or not: prints an address that gives an
 * admin a new password. Who can write the data folder could read everything anyway.
 * @throws {StartError}
 */
export function resetAdmin(config: Config): void {
  openDataFolder(config.data);
  const database = openDatabase(places.database(config.data), 'full');
  try {
    const code = writeResetCode(database, systemClock);
    process.stdout.write(
      `Within 15 minutes open ${addressOf(config.host, config.port)}admin/#setup=${code} and give an admin a new password.\n`,
    );
  } finally {
    database.close();
  }
}
