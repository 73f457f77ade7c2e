import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
/** Time of the system's own, in whatever form Node has it. */
const RAW =
  /\b(?:setTimeout|setInterval|setImmediate|AbortSignal\.timeout|Atomics\.wait)\b|['"](?:node:)?timers/;

/** Text of programs that readers of the API's reference copy. */
const SAMPLES = 'edge-server/api/document/samples.ts';

/** The lines of the server that wait by the system's time and not by the clock's; comments may name them. */
function rawTimers(files: ReadonlyMap<string, string>): string[] {
  return [...files]
    .filter(([path]) => path.startsWith('edge-server/') && !path.startsWith('edge-server/clock/'))
    .flatMap(([path, text]) =>
      text
        .replace(/(?:^[ \t]*\/\*|\/\*\*)[\s\S]*?\*\//gm, (comment) => comment.replace(/[^\n]/g, ''))
        .split('\n')
        .flatMap((line, i) => (RAW.test(line.replace(/\/\/ .*/, '')) ? [`${path}:${i + 1}`] : [])),
    );
}

test('the server waits by the clock that it is given: no timer outside of the clock’s room', () => {
  const paths = globSync('edge-server/**/*.ts', { cwd: ROOT, exclude: [SAMPLES] });
  assert.ok(paths.length > 200, `${paths.length} files`);
  const files = new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
  assert.deepEqual(rawTimers(files), []);
});

test('each form of a raw timer is found, the clock’s own room and comments are not', () => {
  const raw = [
    'setTimeout(work, 5);',
    'const stop = setInterval(work, 5).unref();',
    "import { setTimeout as sleep } from 'node:timers/promises';",
    "import timers from 'timers';",
    'signal: AbortSignal.timeout(5),',
    'await new Promise(setImmediate);',
    "app.use('/api/*', () => setTimeout(work, 5)); // and not */",
  ];
  const files = raw.map((line, i) => [`edge-server/store/${i}.ts`, `\n${line}`] as const);
  assert.deepEqual(
    rawTimers(new Map(files)),
    files.map(([path]) => `${path}:2`),
  );
  const allowed = [
    ['edge-server/clock/clock.ts', raw.join('\n')],
    ['edge-server/store/said.ts', '/**\n * As setTimeout.\n */\n// not setInterval\nclock.after(5, work);'],
    ['web/kiosk/app.ts', raw[0]!],
  ] as const;
  assert.deepEqual(rawTimers(new Map(allowed)), []);
});
