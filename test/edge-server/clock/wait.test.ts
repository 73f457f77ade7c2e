import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../../edge-server/clock/clock.ts';
import { LateError, sleep, within } from '../../../edge-server/clock/wait.ts';
import { TestClock } from '../doubles/clock.ts';

const never = () => new Promise<never>(() => undefined);

test('the system’s clock: once, again and again, and called off', async () => {
  const ran: string[] = [];
  systemClock.after(0, () => ran.push('called off'))();
  const { promise, resolve } = Promise.withResolvers<void>();
  systemClock.after(0, () => ran.push('once'));
  const stop = systemClock.every(1, () => {
    ran.push('every');
    if (ran.filter((name) => name === 'every').length < 3) return;
    stop();
    resolve();
  });
  await promise;
  assert.deepEqual(ran.toSorted(), ['every', 'every', 'every', 'once']);
});

test('the test’s clock runs timers in their order, those too that are set on the way', async () => {
  const clock = new TestClock(0);
  const ran: string[] = [];
  const note = (name: string) => ran.push(`${name} ${clock.monotonic()}`);
  const stop = clock.every(20, () => note('every'));
  clock.after(30, () => {
    note('after');
    clock.after(5, () => note('later'));
  });
  clock.after(10, () => note('called off'))();
  assert.deepEqual([clock.waits(30), clock.waits(10)], [true, false]);
  await clock.advance(60);
  stop();
  await clock.advance(60);
  assert.deepEqual(ran, ['every 20', 'after 30', 'later 35', 'every 40', 'every 60']);
});

test('a sleep ends with its time, or as soon as its signal aborts', async () => {
  const clock = new TestClock();
  const stopping = new AbortController();
  let awake = 0;
  for (const signal of [undefined, stopping.signal]) void sleep(clock, 1000, { signal }).then(() => awake++);
  await clock.advance(999);
  assert.equal(awake, 0);
  stopping.abort();
  await clock.advance(0);
  assert.equal(awake, 1);
  await clock.advance(1);
  assert.equal(awake, 2);
  await sleep(clock, 1000, { signal: stopping.signal });
});

test('what takes too long is given up with its signal, and the time-out is called off by an answer', async () => {
  const clock = new TestClock();
  assert.equal(await within(clock, 1000, async () => 7), 7);
  assert.equal(clock.waits(1000), false);
  await assert.rejects(
    within(clock, 1000, async () => {
      throw new Error('broken');
    }),
    /broken/,
  );
  let given: AbortSignal | null = null;
  const late = within(clock, 1000, (signal) => {
    given = signal;
    return never();
  });
  await Promise.all([assert.rejects(late, LateError), clock.advance(1000)]);
  assert.ok(given!.reason instanceof LateError);
});

test('who is stopped waits no longer, and begins nothing afterwards', async () => {
  const clock = new TestClock();
  const stopping = new AbortController();
  const waiting = within(clock, 1000, never, stopping.signal);
  const reason = new Error('stopped');
  stopping.abort(reason);
  await assert.rejects(waiting, reason);
  assert.equal(clock.waits(1000), false);
  await assert.rejects(
    within(clock, 1000, () => assert.fail('begun'), stopping.signal),
    reason,
  );
});
