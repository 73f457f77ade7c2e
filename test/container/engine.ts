import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Count } from '../run-files.ts';
import { NODE_IMAGE } from './base-image.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Beside the checkout where CI keeps it: gets an engine and the base images where no registry is reached. */
const BESIDE = join(ROOT, '../shared/tools/containers/with-engine.sh');
const IMAGES = [NODE_IMAGE, 'postgres:17', 'eclipse-mosquitto:2'];
/** The script's exit code for 'no engine could be had here'; its last line says why. */
const NO_ENGINE = 77;

/**
 * A command that needs a Docker engine, put behind the script that `KF99_ENGINE` names or that stands beside the
 * checkout; without one, as it is, on the engine that answers. Null when there is neither.
 */
export function withEngine(command: string[]): string[] | null {
  const script = process.env.KF99_ENGINE ?? BESIDE;
  if (existsSync(script)) return [script, ...IMAGES.flatMap((image) => ['-i', image]), '--', ...command];
  const answers = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 10_000 });
  return answers.status === 0 ? command : null;
}

/** Runs the container tests; where no engine can be had, says so and counts nothing. */
export async function containers(): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-container-'));
  const countFile = join(folder, 'count.json');
  const command = withEngine([process.execPath, join(ROOT, 'test/container/run.ts'), countFile]);
  console.log('\n> container tests');
  try {
    if (command === null) return skipped('no Docker engine answers');
    const [program = '', ...args] = command;
    const [status] = (await once(spawn(program, args, { cwd: ROOT, stdio: 'inherit' }), 'exit')) as [
      number | null,
    ];
    if (status === NO_ENGINE) return skipped('see the line above');
    if (!existsSync(countFile)) throw new Error(`the container tests ended with ${status} and left no count`);
    return JSON.parse(readFileSync(countFile, 'utf8')) as Count;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function skipped(why: string): Count {
  console.log(`container tests SKIPPED: ${why}`);
  return { passed: 0, failed: 0 };
}
