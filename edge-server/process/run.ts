import { StartError } from '../common/start-error.ts';
import type { Config } from '../config/config.ts';
import { runBackup, runRestore } from './backup.ts';
import { runErase } from './erase.ts';
import { bringModel } from './model.ts';
import { printCode, runEndAccess } from './pair.ts';
import type { EraseCommand, FileCommand, Role } from './role.ts';

/**
 * Runs the role until a signal asks to stop. Everything that can be wrong is tried before anything runs, so a
 * failure leaves nothing half-started.
 * @throws {StartError}
 */
export async function run(role: Role | FileCommand | EraseCommand, config: Config): Promise<void> {
  if (typeof role === 'object') return runCommand(role, config);
  switch (role) {
    case 'all':
      return (await edge()).runAll(config);
    case 'edge':
      return (await edge()).runEdge(config, []);
    case 'sync':
      await (await import('../sync/run.ts')).runSync(config);
      // A connection that is still being made holds its timer, and its socket until the other side says something.
      return process.exit();
    case 'cloud':
      return runCloud(config);
    case 'fleet':
      return (await import('./run-fleet.ts')).runFleet(config);
    case 'pair':
      return printCode('pair_code', config);
    case 'reset-admin':
      return printCode('reset_code', config);
    case 'end-access':
      return runEndAccess(config);
    case 'take-update':
      return (await import('./take-update.ts')).takeUpdate(config);
  }
}

async function runCommand(role: FileCommand | EraseCommand, config: Config): Promise<void> {
  switch (role.command) {
    case 'backup':
      return runBackup(config, role.file);
    case 'restore':
      return runRestore(config, role.file);
    case 'model':
      return bringModel(config, role.file);
    case 'erase':
      return runErase(config, role.range, role.yes);
  }
}

/** Each role loads what it needs: the worker would carry the server's 50 MB of image and model code for nothing. */
const edge = () => import('./run-edge.ts');

/** Its Postgres takes memory and time to load, and the container image has none: only this role needs it. */
async function runCloud(config: Config): Promise<void> {
  const { runEmbeddedCloud } = await import('../cloud/run-embedded.ts').catch((cause: Error) => {
    throw new StartError(`the embedded cloud is not installed here (${cause.message}): set DATABASE_URL`, {
      cause,
    });
  });
  return runEmbeddedCloud(config);
}
