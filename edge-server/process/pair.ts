import type { DatabaseSync } from 'node:sqlite';
import { endAccess } from '../access/end-access.ts';
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
  const { code } = onStore(config, (database) => leaveCode(database, purpose, systemClock));
  process.stdout.write(`${TEXTS[purpose](urlOf(config), code)}\n`);
}

/**
 * `end-access` on the machine itself, while the server runs or not: what a copy of the store or of a backup is good for
 * ends, and an admin gets an address for a new password. @throws {StartError}
 */
export function runEndAccess(config: Config): void {
  const { people, tokens, browsers, code } = onStore(config, (database) => endAccess(database, systemClock));
  process.stdout.write(
    `Ended: the passwords, second factors and sessions of ${people} people, ${tokens} API tokens, ${browsers} paired ` +
      `browsers.\n${TEXTS.reset_code(urlOf(config), code)}\nThen give the others new passwords, make new tokens, pair the kiosk.\n`,
  );
}

function onStore<T>(config: Config, work: (database: DatabaseSync) => T): T {
  openDataFolder(config.data);
  const database = openDatabase(paths.database(config.data), 'full');
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function urlOf({ origin, host, port, tls }: Config): string {
  return origin === null ? addressOf(host, port, tls !== null) : `${origin}/`;
}
