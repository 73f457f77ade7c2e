/**
 * `node deploy/install.ts FOLDER...`, before the commands that need more than the product and its proof: installs what
 * the package.json of each folder asks for, where that is missing or older than its lock file.
 */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
/** A slow line takes minutes for 300 MB. */
const LIMIT_MS = 30 * 60_000;

export class InstallError extends Error {
  readonly code = 'packages_not_installed';
}

/**
 * Installs the packages of one folder, says so in one sentence, and does nothing where they are as new as the lock file.
 *
 * @param folder path from the root of the repository
 * @throws InstallError when there is nothing to install by, or npm could not
 */
export function install(folder: string): void {
  const lock = changed(folder, 'package-lock.json');
  if (lock === undefined) {
    throw new InstallError(`${folder} has no package-lock.json: name a folder that has packages of its own.`);
  }
  // npm writes this one last.
  if ((changed(folder, 'node_modules/.package-lock.json') ?? 0) >= lock) return;
  console.error(`Installing the packages of ${folder}, which only this kind of command needs.`);
  const args = ['ci', '--prefix', resolve(ROOT, folder), '--no-audit', '--no-fund', '--loglevel', 'error'];
  const { status, error } = spawnSync('npm', args, { cwd: ROOT, stdio: ['ignore', 2, 2], timeout: LIMIT_MS });
  if (error || status !== 0) {
    throw new InstallError(`npm could not install ${folder}: mend what it says above, then try again.`, {
      cause: error,
    });
  }
}

function changed(folder: string, file: string): number | undefined {
  return statSync(resolve(ROOT, folder, file), { throwIfNoEntry: false })?.mtimeMs;
}

if (process.argv[1] === import.meta.filename) {
  try {
    for (const folder of process.argv.slice(2)) install(folder);
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    console.error(`${error.code}: ${error.message}`);
    process.exitCode = 1;
  }
}
