import { relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

export interface Count {
  passed: number;
  failed: number;
}

/** More files than this do not fail by a machine that stops. */
const MOST_AGAIN = 5;

interface Options {
  concurrency: number;
  limitMs: number;
}

/**
 * Runs files of `node:test`, each in a process of its own, and prints them as they go. In CI, where a shared machine
 * stops for seconds at a time, a file that failed runs once more, alone, and is named: it needs mending all the same.
 */
export async function runFiles(files: string[], options: Options): Promise<Count> {
  const counts = await once(files, options);
  const failed = files.filter((file) => counts.get(file)?.failed);
  if (process.env.CI && failed.length > 0 && failed.length <= MOST_AGAIN) {
    for (const [file, count] of await once(failed, { ...options, concurrency: 1 })) {
      // A test that a shared module made counts under that module's path, and stays as it was.
      if (!failed.includes(file)) continue;
      counts.set(file, count);
      const how = count.failed > 0 ? 'failed again alone' : 'passed alone';
      console.log(`SECOND TRY: ${relative(process.cwd(), file)} failed beside others and ${how}`);
    }
  }
  return [...counts.values()].reduce(
    (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }),
    { passed: 0, failed: 0 },
  );
}

/** What each file counted. */
async function once(files: string[], { concurrency, limitMs }: Options): Promise<Map<string, Count>> {
  const counts = new Map<string, Count>();
  const of = (file = '') => {
    const count = counts.get(file) ?? { passed: 0, failed: 0 };
    counts.set(file, count);
    return count;
  };
  // Without the last one a test that timed out with a server open keeps its process, and everything waits for it.
  const stream = run({ files, concurrency, timeout: limitMs, forceExit: true });
  stream.on('test:pass', ({ file, details, skip }) => {
    if (details.type !== 'suite' && skip === undefined) of(file).passed += 1;
  });
  stream.on('test:fail', ({ file, details }) => {
    if (details.type !== 'suite') of(file).failed += 1;
  });
  for await (const chunk of stream.compose(spec())) process.stdout.write(chunk);
  return counts;
}
