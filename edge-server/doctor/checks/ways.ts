import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { paths } from '../../common/data-folder.ts';
import { Way } from '../../contract/index.ts';
import { BUSY_MS } from '../../store/db/open.ts';
import { type Check, type Finding, ok, warn } from './finding.ts';

const CHECK = 'told';
const TEST = 'Press its test on the admin page: Alarms, Who is told.';

/** A row of `ways` or `phones`. */
interface Row {
  id: number;
  body: string | null;
  delivered_at: string | null;
  failed_at: string | null;
  error: string | null;
}

/** Each way and phone by which people are told, by what became of its last message. No name of a person is said. */
export const ways: Check = ({ config, now }) => {
  const path = paths.database(config.data);
  if (!existsSync(path)) return [];
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
  } catch {
    // The check of the store says why.
    return [];
  }
  try {
    const rows = database
      .prepare(
        `select id, body, delivered_at, failed_at, error from ways
         union all select id, null, delivered_at, failed_at, error from phones`,
      )
      .all() as unknown as Row[];
    if (rows.length > 0) return rows.map((row) => found(row, now));
    const todo = 'Add a way on the admin page (Alarms, Who is told), or keep a page of staff open.';
    return [warn(CHECK, 'Nobody is told of a call unless a page of staff is open: there is no way.', todo)];
  } catch {
    return [];
  } finally {
    database.close();
  }
};

function found({ id, body, delivered_at, failed_at, error }: Row, now: Date): Finding {
  const what = body === null ? `phone ${id}` : `${Way.parse(JSON.parse(body)).kind} (way ${id})`;
  if (error !== null) {
    const at = failed_at ?? now.toISOString();
    return warn(CHECK, `${what}: not delivered at ${at}: ${error}`, `Mend what it says. ${TEST}`);
  }
  if (delivered_at === null) return warn(CHECK, `${what}: nothing was sent by it yet.`, TEST);
  return ok(CHECK, `${what}: last delivered at ${delivered_at}.`);
}
