import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { nextTurn } from '../../../edge-server/clock/wait.ts';
import { ConditionRunner, WALLS } from '../../../edge-server/condition/condition.ts';
import type { ConditionError } from '../../../edge-server/condition/error.ts';
import { TestClock } from '../doubles/clock.ts';

const runner = new ConditionRunner();
after(() => runner.close());

const failure = (code: string) => (error: unknown) => (error as ConditionError).code === code;

test('a condition is true, false, or false for what is missing', async () => {
  assert.equal(await runner.evaluate('temperature > 30', { temperature: 36.4 }), true);
  assert.equal(await runner.evaluate('temperature > 30', { temperature: 21 }), false);
  assert.equal(await runner.evaluate('temperature > 30', {}), false);
  assert.equal(await runner.evaluate('"fever" in reasons', { reasons: ['fever'] }), true);
});

test('what is not a condition says so: a syntax error with its place, another value, a wrong type', async () => {
  await assert.rejects(runner.evaluate('temperature >', {}), failure('syntax'));
  await assert.rejects(runner.evaluate('a b', {}), /at character/);
  await assert.rejects(runner.evaluate('temperature', { temperature: 3 }), failure('failed'));
  await assert.rejects(runner.evaluate('temperature > 30', { temperature: null }), failure('failed'));
});

const SPINNING = {
  'a recursion without end': '($f := function($n) { $f($n + 1) }; $f(0)) = 1',
  'a loop over millions': '$count([1..9999999].[1..100]) > 1',
  'memory at once': `$count($map([1..9999999], function($v) { [$v, $v] })) > 1`,
  'a long string at once': `$length($pad("a", 500000000)) > 1`,
  'a regular expression that backtracks': `$contains("${'a'.repeat(60)}b", /^(a+)+$/)`,
  'a string that grows': '($f := function($s) { $f($s & $s) }; $f("0123456789")) = ""',
};
for (const [name, condition] of Object.entries(SPINNING)) {
  test(`${name} is ended, and the next condition is answered`, async () => {
    const error = await runner.evaluate(condition, {}).then(
      () => assert.fail('it was answered'),
      (reason: ConditionError) => reason,
    );
    // JSONata itself stops some of them at once; none may go on.
    assert.ok(error.code === 'too_slow' || error.code === 'failed', error.code);
    assert.equal(await runner.evaluate('a = 1', { a: 1 }), true);
  });
}

test('a condition reaches neither the process nor the network nor files', async () => {
  for (const name of ['process', 'require', 'fetch', 'globalThis', '$process', '$require', '$fetch']) {
    assert.equal(await runner.evaluate(`$exists(${name})`, {}), false, name);
  }
  await runner.evaluate('$eval("1") = 1', {});
  for (const path of ['constructor', '__proto__', 'toString']) {
    assert.equal(await runner.evaluate(`$exists(${path})`, {}).catch(() => false), false, path);
  }
});

/** Children of this process that evaluate conditions, the oldest first. */
function conditionProcesses(): number[] {
  const started = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      const mine = Number(stat[1]) === process.pid;
      if (mine && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('condition/process')) {
        started.set(Number(name), Number(stat[19]));
      }
    } catch {
      // It has ended since the folder was read.
    }
  }
  return [...started].sort(([, a], [, b]) => a - b).map(([pid]) => pid);
}

test('a process that is ended from outside condemns nobody, and is replaced', async () => {
  const own = new ConditionRunner();
  try {
    assert.equal(await own.evaluate('true', {}), true);
    // The newest is this runner's: the other tests' was there before it. Looked up before its 50 ms begin.
    const pid = conditionProcesses().at(-1)!;
    const running = own.evaluate('$count([1..999999].($ + 1)) > 1', {});
    const ended = assert.rejects(running, failure('busy'));
    process.kill(pid, 'SIGKILL');
    await ended;
    assert.equal(await own.evaluate('true', {}), true);
  } finally {
    await own.close();
  }
});

test('a machine that gives the process no time condemns nobody', async () => {
  const clock = new TestClock();
  const own = new ConditionRunner(clock);
  try {
    assert.equal(await own.evaluate('true', {}), true);
    const running = assert.rejects(own.evaluate('$count([1..9999999].[1..100]) > 1', {}), failure('busy'));
    await nextTurn();
    // Long before an answer, by the clock of the runner.
    await clock.advance(20_000);
    await running;
    assert.equal(await own.evaluate('true', {}), true);
  } finally {
    await own.close();
  }
});

test('the queue is bounded', async () => {
  const asked = Array.from({ length: 300 }, () =>
    runner.evaluate('true', {}).catch((e: ConditionError) => e.code),
  );
  const answers = await Promise.all(asked);
  assert.deepEqual([...new Set(answers)], [true, 'busy']);
});

test('its process may read its own code and nothing else, write, connect or start nothing', async () => {
  const probe = `
    const tried = {
      read: () => require('node:fs').readFileSync('/etc/hostname'),
      list: () => require('node:fs').readdirSync('/'),
      write: () => require('node:fs').writeFileSync('/tmp/kf99-probe', ''),
      start: () => require('node:child_process').spawnSync('true'),
    };
    for (const [name, attempt] of Object.entries(tried)) {
      try { attempt(); console.log(name, 'done'); } catch (error) { console.log(name, error.code); }
    }
    require('node:net').connect(1, '127.0.0.1').on('error', ({ code }) => console.log('connect', code));`;
  const { stdout } = await promisify(execFile)(process.execPath, [...WALLS, '-e', probe], { env: {} });
  assert.deepEqual(
    stdout.trim().split('\n'),
    ['read', 'list', 'write', 'start', 'connect'].map((name) => `${name} ERR_ACCESS_DENIED`),
  );
});
