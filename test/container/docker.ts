import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export const ROOT = join(import.meta.dirname, '../..');
const LIMIT_MS = 10 * 60_000;

export interface Outcome {
  code: number | null;
  stdout: string;
  /** What docker and compose say about what they do. */
  stderr: string;
}

/** Runs docker; the outcome is the caller's to judge. */
export async function tryDocker(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const child = spawn('docker', args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
  });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number | null];
  return { code, stdout: stdout.trim(), stderr: stderr.trim() };
}

/** Runs docker and answers what it printed. @throws with its words when it failed */
export async function docker(args: string[], env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await tryDocker(args, env);
  if (code !== 0) throw new Error(`docker ${args.join(' ')} ended with ${code}:\n${stderr}\n${stdout}`);
  return stdout;
}
