import { leaveCode, type Purpose } from '../access/left-code.ts';
import { systemClock } from '../clock/clock.ts';
import { addressOf } from '../common/address.ts';
import { openDataFolder, paths } from '../common/data-folder.ts';
import type { Config } from '../config/config.ts';
import { openDatabase } from '../store/db/open.ts';

const TEXTS: Readonly<Record<Purpose, (url: string, code: string) => string>> = {
  reset_code: (url, code) =>
    `Within 15 minutes open ${url}admin/#setup=${code} and give an admin a new password; a second factor of that admin goes.`,
  pair_code: (url, code) =>
    `Within 15 minutes open ${url}?pair=${code} in the browser that is to be the kiosk.`,
};

/**
 * `reset-admin` and `pair` on the machine itself, while the server runs or not: prints an address that works
 * once and gives an admin a new password, or makes a browser the kiosk.
 * @throws {StartError}
 */
export function printCode(purpose: Purpose, config: Config): void {
  openDataFolder(config.data);
  const database = openDatabase(paths.database(config.data), 'full');
  try {
    const { code } = leaveCode(database, purpose, systemClock);
    const url =
      config.origin === null ? addressOf(config.host, config.port, config.tls !== null) : `${config.origin}/`;
    process.stdout.write(`${TEXTS[purpose](url, code)}\n`);
  } finally {
    database.close();
  }
}
