import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemClock } from '../clock/clock.ts';
import { openDataFolder, places } from '../common/data-folder.ts';
import { holdLock } from '../common/lock.ts';
import type { Config } from '../config/config.ts';
import { backUp } from '../store/repair/backup.ts';
import { restore } from '../store/repair/restore.ts';

/** `backup FILE` on the machine itself, while the server runs or not. @throws {StartError} */
export async function runBackup(config: Config, file: string): Promise<void> {
  const target = resolve(file);
  const { visits, waiting } = await backUp(places.database(config.data), target);
  say(`${target} has ${visits} visits, ${waiting} of which waited for the cloud.${aboutPictures(config)}`);
}

/** `restore FILE` while nothing of KF99 runs on the data folder. @throws {StartError} */
export async function runRestore(config: Config, file: string): Promise<void> {
  openDataFolder(config.data);
  const release: (() => void)[] = [];
  try {
    for (const role of ['edge', 'sync'] as const) {
      release.push(await holdLock(places.lock(config.data, role), 'the data folder'));
    }
    const { visits, takenOver, aside } = restore(
      resolve(file),
      places.database(config.data),
      systemClock.now(),
    );
    const beside = aside === null ? '' : ` What was there is kept as ${aside};`;
    const taken =
      takenOver > 0 ? ` ${takenOver} visits of it that the cloud had not got were taken over.` : '';
    say(
      `Restored ${visits} visits; all are sent to the cloud again, which changes nothing there.${beside}${taken} ` +
        'People log in again.',
    );
  } finally {
    for (const end of release) end();
  }
}

function aboutPictures(config: Config): string {
  const names = readNames(places.captures(config.data));
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
