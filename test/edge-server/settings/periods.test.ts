import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { PolicyPeriod, TIMETABLE_DAYS, Timetable } from '../../../edge-server/contract/index.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
afterEach(() => edge.stop());

test('the server judges by the policies of the hour, and tells the kiosk page when they change', async () => {
  const clock = new TestClock(Date.now());
  // Visits bear the time at which they are made: the period ends within a minute of now.
  const minute = (ms: number) => new Date(clock.now().getTime() + ms).toISOString().slice(11, 16);
  const span = `${minute(-3_600_000)}-${minute(60_000)}`;
  const morning = PolicyPeriod.parse({
    name: 'staff come in',
    times: Timetable.parse(Object.fromEntries(TIMETABLE_DAYS.map((day) => [day, span]))),
    maskPolicy: 'off',
    temperaturePolicy: 'off',
  });
  edge = await TestEdge.start({
    settings: { timeZone: 'UTC', policyPeriods: [morning] },
    parts: { clock },
  });
  const bare = async () => {
    const { verdict } = await edge.visit(evidence({ mask: 'no_mask' }));
    return verdict;
  };
  const stream = await edge.request('/api/events');
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  const policies: string[] = [];
  const told = async (count: number) => {
    while (policies.length < count) {
      const { value = '', done } = await reader.read();
      assert.ok(!done);
      policies.push(...[...value.matchAll(/"settings":\{"maskPolicy":"(\w+)"/g)].map(([, it]) => it!));
    }
  };
  await told(1);
  assert.equal(await bare(), 'pass');
  await clock.advance(60_000);
  edge.edge.heartbeat.beat();
  await told(2);
  await reader.cancel();
  assert.deepEqual(policies, ['off', 'required']);
  assert.equal(await bare(), 'deny');
});

test('a clock that is not set says nothing of the hour: the site’s own policies hold', async () => {
  const always = PolicyPeriod.parse({ name: 'always', maskPolicy: 'off', temperaturePolicy: 'off' });
  edge = await TestEdge.start({
    settings: { policyPeriods: [always] },
    parts: { timeSource: async () => false },
  });
  const { verdict } = await edge.visit(evidence({ mask: 'no_mask' }));
  assert.equal(verdict, 'deny');
});
