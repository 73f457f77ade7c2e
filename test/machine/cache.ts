import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where everything that takes long to make is kept: 5 GB with both processors. */
export const CACHE: string = process.env.KF99_MACHINE_CACHE ?? join(tmpdir(), 'kf99-machine');

/**
 * A folder or file of the cache, made when it is missing: whole or not at all, so that a run that was killed leaves
 * no half of it. @param make fills the path that it is given
 */
export async function kept(name: string, make: (path: string) => unknown): Promise<string> {
  const path = join(CACHE, name);
  if (existsSync(path)) return path;
  mkdirSync(CACHE, { recursive: true });
  const half = `${path}.half`;
  rmSync(half, { recursive: true, force: true });
  const started = Date.now();
  console.log(`machine: making ${name}`);
  await make(half);
  renameSync(half, path);
  console.log(`machine: made ${name} in ${Math.round((Date.now() - started) / 1000)} s`);
  return path;
}

/** Runs a program to its end. @throws {Error} with what it said when it fails or takes longer than the limit, minutes */
export function run(minutes: number, program: string, args: string[], env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: minutes * 60_000,
    maxBuffer: 1e9,
  });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')}\n${error ?? ''}${stdout.slice(-2000)}${stderr.slice(-4000)}`);
}
