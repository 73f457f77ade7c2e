import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemClock } from '../clock/clock.ts';
import { openDataFolder, paths } from '../common/data-folder.ts';
import { holdLock } from '../common/lock.ts';
import type { Config } from '../config/config.ts';
import { backUp } from '../store/repair/backup.ts';
import { restore } from '../store/repair/restore.ts';
import type { RestoredAccess } from '../store/repair/restore-access.ts';

/** `backup FILE` on the machine itself, while the server runs or not. @throws {StartError} */
export async function runBackup(config: Config, file: string): Promise<void> {
  const target = resolve(file);
  const { visits, waiting } = await backUp(paths.database(config.data), target);
  say(`${target} has ${visits} visits, ${waiting} of which waited for the cloud.${aboutPictures(config)}`);
}

/** `restore FILE` while nothing of KF99 runs on the data folder. @throws {StartError} */
export async function runRestore(config: Config, file: string): Promise<void> {
  openDataFolder(config.data);
  const release: (() => void)[] = [];
  try {
    for (const role of ['edge', 'sync'] as const) {
      release.push(await holdLock(paths.lock(config.data, role), 'the data folder'));
    }
    const { visits, takenOver, access, aside } = restore(
      resolve(file),
      paths.database(config.data),
      systemClock.now(),
    );
    const beside = aside === null ? '' : ` What was there is kept as ${aside};`;
    const taken =
      takenOver > 0 ? ` ${takenOver} visits of it that the cloud had not got were taken over.` : '';
    say(
      `Restored ${visits} visits; all are sent to the cloud again, which changes nothing there.${beside}${taken} ` +
        'People log in again.',
    );
    say(aboutAccess(access));
  } finally {
    for (const end of release) end();
  }
}

/** Who may use the kiosk now, for whoever restored to look at. */
function aboutAccess({ from, names: { users, tokens, devices } }: RestoredAccess): string {
  const parts = [
    users.length > 0 && `people: ${users.join(', ')}`,
    tokens.length > 0 && `API tokens: ${tokens.join(', ')}`,
    devices.length > 0 && `browsers paired at ${devices.join(', ')}`,
  ].filter((part) => part !== false);
  if (from === 'present') {
    const gone =
      parts.length === 0 ? '' : ` Removed since the backup, and not brought back: ${parts.join('; ')}.`;
    return `People with their passwords, API tokens and paired browsers are those of before the restore.${gone}`;
  }
  return (
    'People with their passwords, API tokens and paired browsers are those of the backup, since there was no store that ' +
    `could tell who was removed since. Remove on the admin page who must not be there: ${parts.join('; ') || 'nobody'}.`
  );
}

function aboutPictures(config: Config): string {
  const names = readNames(paths.captures(config.data));
  if (names.length === 0) return '';
  return ` Its ${names.length} kept pictures are not in it: they go after their own retention.`;
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
