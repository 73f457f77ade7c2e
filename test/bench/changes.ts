import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { percentile } from './edge-host.ts';
import type { Figure } from './figures.ts';

const HOST = join(import.meta.dirname, 'changes-host.ts');

/** ms for which a change by staff stops the server's thread, with 5 ms more a sync and this many clients. */
export function measureChanges(clients: number): Record<string, Figure> {
  const traced = ['-f', '--seccomp-bpf', '-e', 'trace=fdatasync,fsync', '-o', '/dev/null'];
  const slow = ['-e', 'inject=fdatasync,fsync:delay_exit=5000'];
  const host = [process.execPath, HOST, String(clients)];
  const { stdout, stderr, status } = spawnSync('strace', [...traced, ...slow, '--', ...host], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`the bench of changes ended with ${status}: ${stderr}`);
  const { visits, blocked, answered } = JSON.parse(stdout) as Record<'blocked' | 'answered', number[]> & {
    visits: number;
  };
  for (const times of [blocked, answered]) times.sort((a, b) => a - b);
  console.log(
    `changes beside ${clients} clients (${visits} visits): thread stopped for ${percentile(blocked, 0.5).toFixed(1)} ms ` +
      `(median), worst ${blocked.at(-1)!.toFixed(1)}; answered after ${percentile(answered, 0.5).toFixed(1)} ms`,
  );
  return {
    [`p99 ms that a change stops the thread, ${clients} clients`]: {
      value: percentile(blocked, 0.99),
      budget: ['<=', 20],
    },
  };
}
