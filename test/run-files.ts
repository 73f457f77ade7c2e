import { run } from 'node:test';
import { spec } from 'node:test/reporters';

export interface Count {
  passed: number;
  failed: number;
}

/** Runs files of `node:test`, each in a process of its own, and prints them as they go. */
export async function runFiles(
  files: string[],
  { concurrency, limitMs }: { concurrency: number; limitMs: number },
): Promise<Count> {
  const count: Count = { passed: 0, failed: 0 };
  const stream = run({ files, concurrency, timeout: limitMs });
  stream.on('test:pass', ({ details, skip }) => {
    if (details.type !== 'suite' && skip === undefined) count.passed += 1;
  });
  stream.on('test:fail', ({ details }) => {
    if (details.type !== 'suite') count.failed += 1;
  });
  for await (const chunk of stream.compose(spec())) process.stdout.write(chunk);
  return count;
}
