import { readdirSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StartError } from '../../common/start-error.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

/**
 * Brings the store to the newest schema: numbered plain SQL files, each once, each with its number in one
 * transaction. The number is SQLite's own `user_version`.
 * @throws {StartError} when the store is newer than this software
 */
export function migrate(database: DatabaseSync): void {
  const files = readdirSync(FOLDER)
    .filter((name) => /^\d{3}_.*\.sql$/.test(name))
    .sort();
  const { user_version } = database.prepare('pragma user_version').get() as { user_version: number };
  if (user_version > files.length) {
    throw new StartError(
      `the store has schema ${user_version} and this version knows ${files.length}: install the newer version again`,
    );
  }
  for (const [index, name] of files.entries()) {
    if (index < user_version) continue;
    database.exec('begin immediate');
    try {
      database.exec(readFileSync(new URL(name, FOLDER), 'utf8'));
      database.exec(`pragma user_version = ${index + 1}`);
      database.exec('commit');
    } catch (cause) {
      database.exec('rollback');
      throw cause;
    }
  }
}
