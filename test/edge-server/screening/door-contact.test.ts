import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Health, Settings } from '../../../edge-server/contract/index.ts';
import { TestClock } from '../doubles/clock.ts';
import { TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
let clock: TestClock;
afterEach(() => edge.stop());

async function start(settings: Partial<Settings>) {
  clock = new TestClock(Date.now());
  edge = await TestEdge.start({
    simulated: false,
    settings: { doorOpenSeconds: 30, ...settings },
    parts: { clock },
  });
}
/** The door is so for a while, with readings and beats as they come. */
async function door(open: boolean | null, ms = 1000): Promise<Health['parts']['door']> {
  edge.thermometer.doorOpen = open;
  for (let gone = 0; gone < ms; gone += 1000) {
    await clock.advance(1000);
    edge.thermometer.send(24);
  }
  edge.edge.heartbeat.beat();
  return edge.edge.health.read().parts.door;
}
const alarms = () => edge.edge.notifier.alarms.active().map(({ code }) => code);
const letIn = () =>
  edge.send(
    'POST',
    '/api/admin/staff-pass',
    { key: crypto.randomUUID(), reason: 'child' },
    edge.as('viewer'),
  );

test('without a contact nothing is said of the door, whatever the pin shows', async () => {
  await start({ doorContact: 'none' });
  assert.equal((await door(true, 60_000)).contact, 'off');
  assert.deepEqual(alarms(), []);
});

test('a door that stays open is an alarm until it is closed', async () => {
  await start({ doorContact: 'left_open' });
  assert.equal((await door(false)).contact, 'closed');
  const opened = await door(true, 5000);
  assert.deepEqual([opened.contact, opened.status], ['open', 'ok'], 'anybody may open it');
  const left = await door(true, 30_000);
  assert.deepEqual([left.contact, left.status], ['left_open', 'degraded']);
  assert.deepEqual(alarms(), ['door_left_open']);
  assert.equal((await door(false)).contact, 'closed');
  assert.deepEqual(alarms(), []);
});

test('one that the kiosk did not open was forced; one that it opened was not', async () => {
  await start({ doorContact: 'forced' });
  await door(false);
  assert.equal((await letIn()).status, 200);
  assert.equal((await door(true, 3000)).contact, 'open');
  await door(false, 20_000);
  const forced = await door(true);
  assert.deepEqual([forced.contact, forced.status], ['forced', 'degraded']);
  assert.deepEqual(alarms(), ['door_forced']);
  await door(false);
  assert.deepEqual(alarms(), ['door_forced'], 'somebody has to look, though it is closed again');
});

test('a pulse that the board refused opens for nobody', async () => {
  await start({ doorContact: 'forced' });
  await door(false);
  edge.thermometer.pulse = 'refused';
  await letIn();
  assert.equal((await door(true)).contact, 'forced');
});

test('a board that is away tells nothing, and a door that it then finds open was forced by nobody known', async () => {
  await start({ doorContact: 'forced' });
  await door(false);
  const away = await door(null, 5000);
  assert.deepEqual([away.contact, away.status], ['unknown', 'ok'], 'the thermometer has its own alarm');
  assert.equal((await door(true)).contact, 'open');
  assert.deepEqual(alarms(), []);
});
