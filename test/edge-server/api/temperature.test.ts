import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Health } from '../../../edge-server/contract/index.ts';
import { DEFAULT_SETTINGS, type PostedReading } from '../../../edge-server/contract/index.ts';
import { PostError, PostedThermometer } from '../../../edge-server/thermometer/posted.ts';
import { calibrate } from '../doubles/calibrate.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

async function start(context: TestContext) {
  const clock = new TestClock(Date.now());
  const thermometer = new PostedThermometer({
    clock,
    settings: () => DEFAULT_SETTINGS,
    way: 'http',
  });
  const edge = await TestEdge.start({ parts: { thermometer, clock }, settings: { temperatureTimeout: 3 } });
  context.after(() => edge.stop());
  const token = edge.as('token:temperature');
  const post = (body: unknown, headers = token) => edge.send('POST', '/temperature/', body, headers);
  return { edge, post, clock };
}
const code = async (response: Response) => ((await response.json()) as { code: string }).code;

test('a client that posts readings measures a visitor, and the visit names it', async (context) => {
  const { edge, post, clock } = await start(context);
  await post({ temperature: 24.1, ambient: 23 });
  const named = (await (await edge.request('/api/health')).json()) as Health;
  calibrate(edge.store, named.parts.thermometer.source);
  let n = 0;
  const client = setInterval(() => {
    n += 1;
    void clock.advance(60);
    void post({ temperature: 36.4 + 0.07 * (n % 3), ambient: 23 + 0.02 * (n % 2), distance_mm: 160.4 });
  }, 10);
  try {
    const verdict = await edge.post(evidence());
    const { temperature, simulated } = (await verdict.json()) as {
      temperature: { object_c: number; distance_mm: number };
      simulated: boolean;
    };
    assert.ok(Math.abs(temperature.object_c - 36.47) < 0.08);
    assert.deepEqual([temperature.distance_mm, simulated], [160, false]);
    assert.match(edge.store.listVisits(1)[0]!.thermometer!, /^http:[0-9a-f-]{36}$/);
    const part = ((await (await edge.request('/api/health')).json()) as { parts: Record<string, unknown> })
      .parts.thermometer as { state: string; source: string };
    assert.equal(part.state, 'live');
    assert.match(part.source, /^http:/);
  } finally {
    clearInterval(client);
  }
});

test('without the token, of another form, old, repeated, or beside another source: refused', async (context) => {
  const { edge, post, clock } = await start(context);
  assert.equal((await post({ temperature: 36 }, { cookie: '' })).status, 401);
  assert.equal((await post({ temperature: 36 }, edge.as('token:mask'))).status, 403);
  assert.equal(await code(await post({ temperature: '36' })), 'invalid_request');
  assert.equal(await code(await post({ temperature: 1037.55 })), 'invalid_request');
  assert.equal(await code(await post({ temperature: 36, distance_mm: 0 })), 'invalid_request');
  assert.equal(await code(await post({ temperature: 36, fever: true })), 'invalid_request');
  const at = (ms: number) => new Date(clock.now().getTime() + ms).toISOString();
  assert.equal(await code(await post({ temperature: 36, at: at(-5000) })), 'stale_reading');
  assert.equal(await code(await post({ temperature: 36, at: at(5000) })), 'stale_reading');

  const now = at(0);
  assert.equal((await post({ temperature: 36, at: now })).status, 202);
  assert.equal(await code(await post({ temperature: 36, at: now })), 'too_busy');
  clock.turn(60);
  assert.equal(await code(await post({ temperature: 36, at: now })), 'stale_reading', 'the same one again');
  assert.equal(await code(await post({ temperature: 36 }, edge.as('token:temperature'))), 'other_source');
});

test('a kiosk with its thermometer on a serial line takes no posted readings', async (context) => {
  const edge = await TestEdge.start();
  context.after(() => edge.stop());
  const response = await edge.send(
    'POST',
    '/temperature/',
    { temperature: 36 },
    edge.as('token:temperature'),
  );
  assert.deepEqual([response.status, await code(response)], [409, 'not_http']);
});

/** The ingress with a clock that the test turns. */
function ingress() {
  const clock = new TestClock();
  const thermometer = new PostedThermometer({
    clock,
    settings: () => DEFAULT_SETTINGS,
    way: 'http',
  });
  const statuses: number[] = [];
  thermometer.onReading(({ reading }) => statuses.push(reading.status));
  const feed = (count: number, reading: (i: number) => PostedReading, source = 'http:a') => {
    for (let i = 0; i < count; i++) {
      clock.turn(200);
      thermometer.accept(reading(i), source);
    }
  };
  return { clock, thermometer, statuses, feed, state: () => thermometer.status().state };
}

test('absent, live, stale; a silent source gives its place up and its readings are not continued', () => {
  const { clock, thermometer, feed, state } = ingress();
  assert.equal(state(), 'absent');
  feed(3, () => ({ temperature: 24 }));
  assert.equal(state(), 'live');
  clock.turn(1000);
  assert.throws(() => thermometer.accept({ temperature: 24 }, 'http:b'), PostError);
  clock.turn(1500);
  assert.equal(state(), 'stale');
  assert.equal(thermometer.accept({ temperature: 24 }, 'http:b'), 0, 'a sequence of its own');
  assert.deepEqual([state(), thermometer.status().source], ['live', 'http:b']);
});

test('a value that stands still at a person, a noisy and a drifting background are faulty and distrusted', () => {
  const stuck = ingress();
  stuck.feed(101, () => ({ temperature: 36.5, ambient: 23, distance_mm: 900 }));
  assert.equal(stuck.state(), 'faulty');
  assert.equal(stuck.statuses.at(-1), 0x40);
  stuck.feed(1, () => ({ temperature: 36.6, ambient: 23, distance_mm: 900 }));
  assert.equal(stuck.state(), 'live');

  const noisy = ingress();
  noisy.feed(60, (i) => ({ temperature: 24 + (i % 2) * 2, ambient: 23, distance_mm: 900 }));
  assert.equal(noisy.state(), 'faulty');

  const drifting = ingress();
  drifting.feed(400, (i) => ({ temperature: 24 + i * 0.01 + 0.02 * (i % 3), ambient: 23, distance_mm: 900 }));
  assert.equal(drifting.state(), 'faulty');
});
