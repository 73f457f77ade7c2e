/**
 * `npm test`: everything that can be proved without hardware, in one command. Types and style first, since
 * they are quick; then unit and API tests; then the pages are built and the whole loop runs in a real
 * Chromium on recorded faces; beside it, since both mostly wait, the kiosk's session comes up on a booted Debian, and
 * the image is built and the stack of containers runs, where a Docker engine can be had. (After it where the pages
 * can't have a network of their own.) The last line is `N passed, N failed`; the exit code is 1 when anything failed or
 * when no test ran.
 *
 * `npm test -- unit`, `-- e2e`, `-- boot`, `-- container` or `-- citus` runs one part; further words are patterns for its files.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install } from '../deploy/install.ts';
import { containers } from './container/engine.ts';
import { prepareClouds } from './edge-server/doubles/made-cloud.ts';
import { findChromium } from './harness/chromium.ts';
import { ownNetwork } from './own-network.ts';
import { type Count, runFiles } from './run-files.ts';

/** Each file is a process, and so is each server: without this each would strip the types of the same modules anew. */
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../.cache/node');

const UNIT_LIMIT_MS = 120_000;
/** Two Debian roots are made from packages within this, where they are not kept from an earlier run. */
const BOOT_LIMIT_MS = 20 * 60_000;
const root = join(import.meta.dirname, '..');
const [part = 'all', ...patterns] = process.argv.slice(2);

const parts: Record<string, () => Promise<Count>> = {
  check: async () => sum(command('tsc'), command('biome', 'ci', '--error-on-warnings')),
  unit,
  e2e: () => withPages(() => e2e(findChromium())),
  boot: () =>
    withPages(() =>
      runFiles(
        globSync('test/boot/*.spec.ts', { cwd: root }).map((file) => join(root, file)),
        { concurrency: 1, limitMs: BOOT_LIMIT_MS },
      ),
    ),
  container: containers,
  citus,
};
/** One after the other; what stands in one line runs side by side, each name of it in turn. */
const network = ownNetwork();
const ALL = [['check'], ['unit'], ['citus'], network ? ['e2e', 'boot container'] : ['e2e boot container']];
if (part !== 'all' && !(part in parts)) {
  throw new Error(`there is no part ${part}: use ${Object.keys(parts).join(', ')}`);
}
let pages: Count | null = null;
let total: Count = { passed: 0, failed: 0 };
for (const beside of part === 'all' ? ALL : [[part]]) {
  const counts = beside.map(async (names) => {
    let count: Count = { passed: 0, failed: 0 };
    for (const name of names.split(' ')) count = sum(count, await parts[name]!());
    return count;
  });
  total = sum(total, ...(await Promise.all(counts)));
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

/** Runs a part that shows the pages: they are built before the first one, once, and without them it fails. */
async function withPages(part: () => Promise<Count>): Promise<Count> {
  if (pages?.failed) return { passed: 0, failed: 1 };
  const built = pages ? { passed: 0, failed: 0 } : command('vite', 'build', '--logLevel', 'warn');
  pages ??= built;
  return built.failed ? built : sum(built, await part());
}

/** A tool that passes or fails as a whole. */
function command(name: string, ...args: string[]): Count {
  console.log(`\n> ${name} ${args.join(' ')}`);
  const { status } = spawnSync(join(root, 'node_modules/.bin', name), args, { cwd: root, stdio: 'inherit' });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function unit(): Promise<Count> {
  // Whoever needs one makes it; that it can't be made is told by the tests of what makes it.
  await prepareClouds().catch((error: Error) => console.error(`no cloud to copy: ${error.message}`));
  const files = globSync(patterns.length ? patterns : 'test/**/*.test.ts', {
    cwd: root,
    exclude: ['**/node_modules/**'],
  });
  if (files.some((file) => file.startsWith('test/models/'))) install('models/training');
  if (files.some((file) => file.startsWith('test/interfaces/'))) install('test/interfaces');
  console.log(`\n> ${files.length} files of unit and API tests`);
  return runFiles(
    files.map((file) => join(root, file)),
    { concurrency: 2, limitMs: UNIT_LIMIT_MS },
  );
}

/** Against the Citus that is given (docs/citus.md); where none is, says so and counts nothing. */
async function citus(): Promise<Count> {
  console.log('\n> the cloud on Citus');
  if (process.env.KF99_TEST_CITUS_URL) {
    return runFiles([join(root, 'test/citus/citus.spec.ts')], { concurrency: 1, limitMs: 5 * UNIT_LIMIT_MS });
  }
  console.log('SKIPPED: KF99_TEST_CITUS_URL names no coordinator (docs/citus.md)');
  return { passed: 0, failed: 0 };
}

/** Playwright's own runner, told where Chromium is. In CI a test that passes at its second try counts as passed and is named. */
async function e2e(chromium: string): Promise<Count> {
  await prepareClouds();
  const folder = mkdtempSync(join(tmpdir(), 'kf99-e2e-'));
  const report = join(folder, 'report.json');
  try {
    console.log(`\n> playwright test (${chromium})`);
    const words = [
      ...(network ?? []),
      join(root, 'node_modules/.bin/playwright'),
      ...['test', '--config', 'test/e2e/playwright.config.ts', '--reporter', 'list,json', ...patterns],
    ];
    const runner = spawn(words[0]!, words.slice(1), {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        KF99_CHROMIUM: chromium,
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      },
    });
    const [status] = (await once(runner, 'exit')) as [number | null];
    const { stats } = JSON.parse(readFileSync(report, 'utf8')) as {
      stats: { expected: number; unexpected: number; flaky: number };
    };
    if (stats.flaky > 0)
      console.log(`SECOND TRY: ${stats.flaky} browser tests passed at it, named above as flaky`);
    // It also ends badly when no test could even be loaded, and then counts none.
    const failed = status === 0 ? stats.unexpected : Math.max(1, stats.unexpected);
    return { passed: stats.expected + stats.flaky, failed };
  } catch (error) {
    console.error(`Playwright left no report: ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sum(...counts: Count[]): Count {
  return counts.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }));
}
