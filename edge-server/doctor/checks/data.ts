import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { paths } from '../../common/data-folder.ts';
import { readHistory } from '../../store/db/history.ts';
import { BUSY_MS } from '../../store/db/open.ts';
import { readSyncView } from '../../store/sql/sync-view.ts';
import { type Check, type Finding, fail, ok, warn } from './finding.ts';

/** Rows from which the queue to the cloud is somebody's matter. */
const MANY = 5000;

/** Whether the data folder is this user's alone and can be written. */
export const folder: Check = ({ config: { data } }) => {
  if (!existsSync(data)) {
    return [warn('data', `There is no ${data} yet.`, 'The first start makes it; else set KF99_DATA.')];
  }
  try {
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    const todo = `Give it to the user that runs KF99: chown -R USER ${data}`;
    return [fail('data', `${data} can't be written by this user.`, todo)];
  }
  const mode = statSync(data).mode & 0o777;
  if ((mode & 0o007) === 0) return [ok('data', `${data} is closed to others.`)];
  return [
    warn('data', `Other users of this machine can enter ${data} (${mode.toString(8)}).`, `chmod 700 ${data}`),
  ];
};

/** Whether the store opens, and what waits in it. It is only read. */
export const store: Check = ({ config }) => {
  const path = paths.database(config.data);
  if (!existsSync(path)) return [];
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
    if (readHistory(database) === null) {
      const todo = 'Make a backup with the version that wrote it, then set KF99_DATA to a new folder.';
      return [fail('store', `${path} has another history than this version's.`, todo)];
    }
    const { visits } = database.prepare('select count(*) as visits from visits').get() as { visits: number };
    const { outbox, refused, refusedFor } = readSyncView(database)();
    const found: Finding[] = [ok('store', `${visits} visits, ${outbox} of them wait for the cloud.`)];
    if (outbox > MANY) {
      found.push(
        warn('outbox', `${outbox} visits wait for the cloud.`, 'See what the check of the cloud says.'),
      );
    }
    if (refused > 0) {
      const todo = 'Mend what it says and restart the worker: they are tried again then.';
      found.push(warn('outbox', `The cloud refused ${refused} visits: ${refusedFor}`, todo));
    }
    return found;
  } catch (error) {
    const todo = 'Restart the server: it sets a damaged store aside and saves what can be read.';
    return [fail('store', `${path} can't be read: ${(error as Error).message}`, todo)];
  } finally {
    database?.close();
  }
};
