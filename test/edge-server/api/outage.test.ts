/** A thermometer that can measure nobody: the server knows, nobody waits, and no visitor is blamed. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Settings } from '../../../edge-server/contract/index.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
let clock: TestClock;
afterEach(() => edge.stop());

async function start(settings: Partial<Settings> = {}): Promise<void> {
  clock = new TestClock(Date.now());
  edge = await TestEdge.start({ settings: { temperatureTimeout: 5, ...settings }, parts: { clock } });
}

/** What a visitor is answered, and after how many ms; time stands still, so any wait would hang the test. */
async function answer(): Promise<string> {
  const visit = evidence();
  const verdict = (await (await edge.post(visit)).json()) as {
    verdict: string;
    reasons: string[];
    call_staff: boolean;
  };
  return [verdict.verdict, ...verdict.reasons, ...(verdict.call_staff ? ['staff'] : [])].join(' ');
}

const POLICIES: [Partial<Settings>, string][] = [
  [{ temperaturePolicy: 'required' }, 'deny thermometer_broken staff'],
  [{ temperaturePolicy: 'required', brokenThermometer: 'mask_only' }, 'pass thermometer_broken'],
  [{ temperaturePolicy: 'optional' }, 'pass thermometer_broken'],
  [{ temperaturePolicy: 'off' }, 'pass'],
];

for (const [settings, expected] of POLICIES) {
  test(`silent for longer than staleAfterSeconds, ${JSON.stringify(settings)}: ${expected}, at once`, async () => {
    await start(settings);
    edge.thermometer.send(24);
    await clock.advance(2001);
    assert.equal(await answer(), expected);
  });
}

const BREAK: Record<string, () => void> = {
  'failed readings': () => edge.thermometer.send(null, 1, { error: 1, status: 1 }),
  warming: () => edge.thermometer.send(24, 1, { status: 0x08 }),
  'a sensor that is not believed': () => edge.thermometer.send(24, 1, { status: 0x40 }),
  'a driver that says faulty': () => {
    edge.thermometer.state = 'faulty';
    edge.thermometer.send(24);
  },
};

for (const [name, breakIt] of Object.entries(BREAK)) {
  test(`${name}: readings that give nobody a temperature are an outage too; the first good one ends it`, async () => {
    await start();
    for (let i = 0; i < 11; i++) {
      await clock.advance(200);
      breakIt();
    }
    assert.equal(await answer(), 'deny thermometer_broken staff');
    edge.thermometer.state = 'live';
    edge.thermometer.send(24);
    assert.equal((await edge.visit(evidence())).verdict, 'pass');
  });
}

test('it breaks while a visitor waits: the wait ends when it is known, not when the time for a temperature is over', async () => {
  await start({ temperatureTimeout: 60 });
  edge.thermometer.send(24);
  let said: string | null = null;
  const asked = answer().then((words) => {
    said = words;
  });
  for (let ms = 0; ms < 2100 && said === null; ms += 100) {
    await clock.advance(100);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await asked;
  assert.equal(said, 'deny thermometer_broken staff');
});

test('the page is told within staleAfterSeconds, and again when it works', async () => {
  await start();
  edge.thermometer.send(24);
  const stream = await edge.request('/api/events');
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const heard = async (part: string) => {
    while (!text.includes(part)) text += (await reader.read()).value ?? '';
    text = '';
  };
  await heard('"broken":false');
  await clock.advance(2000);
  await heard('"broken":true');
  edge.thermometer.send(24);
  await heard('"broken":false');
  await reader.cancel();
});

test('five visitors of a broken thermometer: one call for staff that says why, and no alarm about the visitors', async () => {
  await start();
  await clock.advance(2001);
  for (let n = 0; n < 5; n++) await answer();
  const active = edge.edge.notifier.alarms.active();
  assert.deepEqual(
    active.map(({ code, count }) => [code, count]),
    [['call_staff', 5]],
  );
  assert.match(active[0]!.detail, /thermometer is broken/);
  const reasons = edge.store.listVisits(10).flatMap((row) => row.reasons);
  assert.deepEqual([...new Set(reasons)], ['thermometer_broken']);
});
