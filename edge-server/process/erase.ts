import { existsSync } from 'node:fs';
import { systemClock } from '../clock/clock.ts';
import { paths } from '../common/data-folder.ts';
import type { Range } from '../common/range.ts';
import { StartError } from '../common/start-error.ts';
import type { Config } from '../config/config.ts';
import { countVisits, type Erased, eraseVisits } from '../erase/erase-visits.ts';
import { openDatabase } from '../store/db/open.ts';

/** `erase --from TIME --to TIME [--yes]` on the machine itself, while the server runs or not. @throws {StartError} */
export function runErase(config: Config, range: Range, yes: boolean): void {
  const path = paths.database(config.data);
  if (!existsSync(path)) throw new StartError(`there is no store ${path}: set KF99_DATA`);
  const database = openDatabase(path, 'full');
  try {
    const span = `from ${range.from.toISOString()} to ${range.to.toISOString()}`;
    if (!yes) {
      const counts = words(countVisits(database, range));
      process.stdout.write(
        `${counts} ${span} would be erased. Nothing was changed: add --yes to erase them.\n`,
      );
      return;
    }
    const counts = words(eraseVisits(database, paths.captures(config.data), range, systemClock));
    process.stdout.write(
      `${counts} ${span} are erased here. The cloud and its bucket: npm run cloud:erase. Backups still have them.\n`,
    );
  } finally {
    database.close();
  }
}

const words = ({ visits, unsent, pictures }: Erased) =>
  `${visits} visits (${unsent} that the cloud has not got) and ${pictures} pictures`;
