import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ARCHITECTURES, type Architecture } from './native.ts';
import { PackageError, ROOT } from './package-error.ts';

/** A slow line takes minutes for Node and the modules, 120 MB. */
const LIMIT_MS = 30 * 60_000;

/**
 * Fetches what a running server needs for the processor, its Node included, and leaves out what it never opens.
 * Nothing is compiled and no script of a module runs, so the machine that does it may have another processor.
 *
 * @param folder where node_modules is made
 * @throws {PackageError} when npm could not, or a file is not for the processor
 */
export function fetchModules(architecture: Architecture, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(ROOT, name), join(folder, name));
  const target = ['--os=linux', '--libc=glibc', `--cpu=${ARCHITECTURES[architecture].npm}`];
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  run('npm', ['ci', '--prefix', folder, '--omit=dev', ...quiet, ...target]);
  run('sh', [join(ROOT, 'deploy/slim-modules.sh'), join(folder, 'node_modules'), architecture]);
}

function run(program: string, args: string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 2, 2], timeout: LIMIT_MS });
  if (status === 0) return;
  throw new PackageError(
    'modules_not_fetched',
    `${program} could not fetch the modules: mend what it says above, then try again.`,
    { cause: error },
  );
}
