import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { paths } from '../../common/data-folder.ts';
import { BUSY_MS } from '../../store/db/open.ts';
import type { Finding } from './finding.ts';

/** Looks into the store and changes nothing. Where there is none, or it can't be read, the check of the store says why. */
export function readStore(data: string, look: (database: DatabaseSync) => Finding[]): Finding[] {
  const path = paths.database(data);
  if (!existsSync(path)) return [];
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
    return look(database);
  } catch {
    return [];
  } finally {
    database?.close();
  }
}
