import { readdirSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { migrationNames } from '../../common/migrations.ts';
import { StartError } from '../../common/start-error.ts';
import { APPLICATION_ID, otherHistory, readHistory } from './history.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

/**
 * Brings the store to the newest schema: numbered plain SQL files, each once, each with its number in one
 * transaction.
 * @throws {StartError} when the store is newer than this software, or has another history; nothing was changed then
 */
export function migrate(database: DatabaseSync): void {
  const files = migrationNames(readdirSync(FOLDER));
  const known = readHistory(database);
  if (known === null) throw otherHistory(database.location() ?? 'in memory');
  if (known > files.length) {
    throw new StartError(
      `the store has schema ${known} and this version knows ${files.length}: install the newer version again`,
    );
  }
  for (const [index, name] of files.entries()) {
    if (index < known) continue;
    database.exec('begin immediate');
    try {
      // Somebody else may have been quicker.
      if (readHistory(database) === index) {
        database.exec(readFileSync(new URL(name, FOLDER), 'utf8'));
        database.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${index + 1}`);
      }
      database.exec('commit');
    } catch (cause) {
      database.exec('rollback');
      throw cause;
    }
  }
}
