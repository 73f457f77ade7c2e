import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import {
  type AlarmCode,
  type Settings,
  TIMETABLE_DAYS,
  Timetable,
} from '../../../edge-server/contract/index.ts';
import type { Hardware } from '../../../edge-server/health/hardware.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge | null = null;
afterEach(async () => {
  await edge?.stop();
  edge = null;
});

type Target = 'off' | 'postgres';

async function start(
  disk = { free: 1e10, total: 3e10 },
  settings: Partial<Settings> = {},
  target: Target = 'postgres',
) {
  const clock = new TestClock(Date.now());
  const space = { ...disk };
  edge = await TestEdge.start({ parts: { clock, disk: () => space, syncTarget: () => target }, settings });
  const running = edge;
  const codes = () => running.edge.notifier.alarms.active().map(({ code }) => code);
  /** Looks every 5 s for so long, as the server does. */
  const pass = (ms: number): AlarmCode[] => {
    for (let t = 0; t <= ms; t += 5000) {
      clock.turn(5000);
      running.edge.heartbeat.beat();
    }
    return codes();
  };
  const beat = (camera: string, backend = 'wasm') =>
    running.send('POST', '/api/kiosk/heartbeat', {
      state: 'idle',
      camera,
      backend,
      threads: 1,
      frame_ms: 20,
      visit: null,
    });
  return { edge: running, clock, space, codes, pass, beat };
}

test('a page that never called, and one that fell silent', async () => {
  const { pass, beat } = await start();
  assert.deepEqual(pass(60_000), []);
  assert.deepEqual(pass(70_000), ['page_silent']);
  await beat('live');
  assert.deepEqual(pass(0), []);
  assert.deepEqual(pass(20_000), ['page_silent']);
});

const DAYTIME = Timetable.parse(Object.fromEntries(TIMETABLE_DAYS.map((day) => [day, '07:00-22:00'])));

test('outside its opening hours nobody expects the page, and a page that calls is heard', async () => {
  const { clock, pass, beat, edge } = await start(undefined, {
    openingHours: DAYTIME,
    timeZone: 'Asia/Seoul',
  });
  clock.set(new Date('2026-11-24T14:00:00Z'));
  assert.deepEqual(pass(130_000), [], 'a night without a page');
  await beat('lost');
  assert.deepEqual(pass(10_000), [], 'nobody needs the camera');
  assert.deepEqual(edge.edge.health.read().parts.kiosk.open, false);
  clock.set(new Date('2026-11-24T22:00:00Z'));
  assert.deepEqual(pass(20_000), ['page_silent'], 'and at 7 in the morning it has to be there');
});

test('a clock that was never set closes no site: it says nothing of the time of day', async () => {
  const { clock, pass, edge } = await start(undefined, {
    openingHours: DAYTIME,
    timeZone: 'Asia/Seoul',
  });
  const open = () => edge.edge.health.read().parts.kiosk.open;
  clock.set(new Date('2020-01-01T14:00:00Z'));
  assert.equal(open(), true);
  assert.ok(pass(130_000).includes('page_silent'));
  clock.set(new Date('2026-11-24T14:00:00Z'));
  pass(0);
  assert.equal(open(), false, 'by the time that the network has set');
});

test('a page whose mask check does not start is an alarm: its screen says that staff are told', async () => {
  const { edge, beat, clock, codes } = await start();
  const look = async (backend: string) => {
    await beat('live', backend);
    edge.edge.heartbeat.beat();
    return codes();
  };
  assert.deepEqual(await look('failed'), [], 'a moment is not an alarm');
  clock.turn(6000);
  assert.deepEqual(await look('failed'), ['vision_failed']);
  assert.deepEqual(await look('wasm'), []);
});

test('a lost camera is told once it lasts, and clears when the page sees again', async () => {
  const { edge, beat, clock, codes } = await start();
  await beat('lost');
  edge.edge.heartbeat.beat();
  assert.deepEqual(codes(), [], 'a moment is not an alarm');
  clock.turn(6000);
  await beat('lost');
  edge.edge.heartbeat.beat();
  assert.deepEqual(codes(), ['camera_lost']);
  await beat('live');
  edge.edge.heartbeat.beat();
  assert.deepEqual(codes(), []);
});

test('the thermometer: unplugged, frozen, failing, and each clears with good frames', async () => {
  const { edge, pass } = await start();
  const say = (state: typeof edge.thermometer.state, ms: number) => {
    edge.thermometer.state = state;
    return pass(ms);
  };
  assert.deepEqual(say('absent', 5000), [], 'a restart of the board is not an alarm');
  assert.deepEqual(say('absent', 10_000), ['thermometer_absent']);
  assert.deepEqual(say('live', 0), []);
  // What the driver says of a frozen board, round and round.
  say('stale', 0);
  say('absent', 0);
  assert.deepEqual(say('connecting', 0), ['thermometer_stale']);
  assert.deepEqual(say('absent', 0), ['thermometer_stale'], 'it keeps its name');
  assert.deepEqual(say('faulty', 5000), ['thermometer_faulty']);
  assert.deepEqual(say('live', 0), []);
});

test('a disk that runs full, and a clock that was never set', async () => {
  const { space, pass, clock, beat } = await start();
  await beat('live');
  space.free = 100e6;
  assert.deepEqual(pass(0), ['disk_low']);
  space.free = 1e10;
  clock.set(new Date('2020-01-01T00:00:00Z'));
  assert.deepEqual(pass(0), []);
  await beat('live');
  assert.ok(pass(65_000).includes('clock_unsynchronised'));
  clock.set(new Date());
  assert.ok(!pass(0).includes('clock_unsynchronised'));
});

test('a kiosk that has no cloud waits for none: neither its rows nor what an earlier cloud said is an alarm', async () => {
  const { edge, pass, clock, beat } = await start(undefined, {}, 'off');
  await beat('live');
  await edge.visit(evidence({ mask: 'no_mask' }));
  edge.store.database.exec(
    "update sync_state set error = 'password authentication failed', fault = 'password', mend = 'Put the right ones into DATABASE_URL'",
  );
  clock.turn(3_700_000);
  await beat('live');
  assert.deepEqual(pass(0), []);
  clock.turn(100_000);
  await beat('live');
  assert.deepEqual(pass(0), []);
});

test('the queue to the cloud: old, large, refused', async () => {
  const { edge, pass, clock, beat } = await start();
  await beat('live');
  await edge.visit(evidence({ mask: 'no_mask' }));
  assert.deepEqual(pass(0), []);
  clock.turn(3_700_000);
  await beat('live');
  assert.deepEqual(pass(0), ['outbox_old']);
  edge.store.database.exec("update outbox set refused = 'value too long'");
  assert.deepEqual(pass(0), ['sync_refused']);
  edge.store.database.exec('update outbox set refused = null');
  edge.store.database.exec("update sync_state set error = 'unknown kiosk token'");
  assert.ok(pass(0).includes('sync_refused'));
  edge.store.database.exec('delete from outbox; update sync_state set error = null');
  assert.ok(!pass(0).includes('sync_refused'));
  const { database } = edge.store;
  database.exec(
    `pragma foreign_keys = off; insert into outbox (seq) with recursive n (i) as
     (select 100000 union all select i + 1 from n where i < 105001) select i from n`,
  );
  assert.ok(pass(0).includes('outbox_large'));
});

test('a fever is an alarm at once; three denials in a row are one, a pass between them ends the row', async () => {
  const { edge, codes } = await start();
  await edge.visit(evidence(), 38.4);
  assert.deepEqual(codes(), ['call_staff', 'fever']);
  await edge.visit(evidence({ mask: 'no_mask' }));
  await edge.visit(evidence(), 36.6);
  await edge.visit(evidence({ mask: 'no_mask' }));
  await edge.visit(evidence({ mask: 'no_mask' }));
  assert.deepEqual(codes(), ['call_staff', 'fever']);
  await edge.visit(evidence({ mask: 'no_mask' }));
  assert.deepEqual(codes(), ['call_staff', 'fever', 'repeated_denial']);
});

test('live says that it runs, ready that it can judge', async () => {
  const { edge } = await start();
  assert.equal((await edge.request('/api/health/live')).status, 200);
  assert.equal((await edge.request('/api/health/ready')).status, 200);
  await edge.store.write([{ sql: 'pragma query_only = on', values: [] }], 'durable');
  await edge.post(evidence({ mask: 'no_mask' }));
  const response = await edge.request('/api/health/ready');
  assert.equal(response.status, 503);
  assert.match(((await response.json()) as { detail: string }).detail, /could not be written/);
  edge.edge.heartbeat.beat();
  assert.ok(edge.edge.notifier.alarms.has('store_failed'));
});

test('power, heat, card and calibration are alarms while they last', async () => {
  const hardware: Hardware = {
    underVoltage: true,
    throttled: true,
    happened: true,
    processorC: 84,
    cardUsed: 0.9,
    cardGbADay: null,
  };
  const clock = new TestClock(Date.now());
  edge = await TestEdge.start({ simulated: false, parts: { clock, hardware: () => hardware } });
  const running = edge.edge;
  const codes = () => running.notifier.alarms.active().map(({ code }) => code);
  running.heartbeat.beat();
  assert.deepEqual(codes(), ['card_worn'], 'neither is a dip of a moment, nor a hot one');
  clock.turn(16_000);
  running.heartbeat.beat();
  assert.deepEqual(codes().toSorted(), ['card_worn', 'under_voltage'], 'a hot minute is not an alarm yet');
  assert.equal(running.health.read().parts.hardware.status, 'degraded');
  Object.assign(hardware, { underVoltage: false, cardUsed: 0.1 });
  running.heartbeat.beat();
  assert.deepEqual(codes(), []);
});

test('a real thermometer that was never calibrated is told, a simulated one is not', async () => {
  const clock = new TestClock(Date.now());
  edge = await TestEdge.start({ simulated: false, calibrated: false, parts: { clock } });
  const running = edge.edge;
  const due = () => running.notifier.alarms.active().some(({ code }) => code === 'calibration_due');
  running.heartbeat.beat();
  assert.equal(due(), false);
  clock.turn(61_000);
  running.heartbeat.beat();
  assert.equal(due(), true);
});
