import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS, type ThermometerState } from '../../edge-server/contract/index.ts';
import { estimate } from '../../edge-server/screening/estimate.ts';
import type { SensorFault } from '../../firmware/simulator/faults.ts';
import { CHIPS, Rig } from './rig.ts';

/** No temperature may come out of what was read since the rig last forgot. */
function assertNoTemperature(rig: Rig): void {
  for (let end = 1; end <= rig.readings.length; end++) {
    const result = estimate(rig.readings.slice(0, end), DEFAULT_SETTINGS);
    assert.ok('fault' in result, `a temperature was made of ${JSON.stringify(rig.readings.slice(0, end))}`);
  }
}

/** What each way of failing must look like: error code of the firmware and state of the driver. */
const SENSOR_FAULTS: [SensorFault, number, ThermometerState][] = [
  ['nack', 1, 'faulty'],
  ['pec', 3, 'faulty'],
  ['ffff', 3, 'faulty'],
  ['bus_short', 4, 'faulty'],
  ['flag', 5, 'faulty'],
  ['ffff_pec', 5, 'faulty'],
  ['beyond_range', 6, 'faulty'],
];

const CASES = CHIPS.flatMap((chip) =>
  SENSOR_FAULTS.filter(([fault]) => fault !== 'flag' || chip.flag !== null).map(
    (row) => [chip, ...row] as const,
  ),
);

for (const [chip, fault, code, state] of CASES) {
  test(`${chip.name}, fault ${fault}: error ${code}, ${state}, no temperature, and live again`, async () => {
    const rig = new Rig({ chip });
    await rig.live();
    rig.cable.board!.scene.setVisitor(true);
    rig.cable.board!.faults.sensor = fault;
    rig.forget();
    await rig.run(4000);
    assert.equal(rig.status.state, state, rig.status.detail);
    assert.ok(rig.readings.length >= 15, `only ${rig.readings.length} readings in 4 s`);
    assert.ok(rig.readings.every(({ reading }) => reading.error === code && reading.object_c === null));
    // After ten failures in a row the firmware says that the sensor is down.
    assert.equal(rig.readings.at(-1)!.reading.status & 0x05, 0x05);
    assertNoTemperature(rig);
    rig.cable.board!.faults.sensor = 'none';
    await rig.run(1000);
    assert.equal(rig.status.state, 'live', rig.status.detail);
    await rig.driver.stop();
  });
}

for (const chip of CHIPS) {
  test(`${chip.name} that holds SDA is freed by the firmware, which clocks it out after ten failures`, async () => {
    const rig = new Rig({ chip });
    await rig.live();
    rig.cable.board!.faults.sensor = 'bus_stuck';
    await rig.run(1500);
    assert.equal(rig.status.state, 'faulty');
    assert.equal(rig.readings.at(-1)!.reading.error, 4);
    await rig.run(1500);
    assert.equal(rig.cable.board!.faults.sensor, 'none');
    assert.equal(rig.status.state, 'live');
    await rig.driver.stop();
  });
}

test('a stuck value gives no temperature at once and is faulty after 20 s', async () => {
  const rig = new Rig();
  await rig.live();
  rig.cable.board!.scene.setVisitor(true);
  await rig.run(2000);
  // The sensor freezes with a visitor's temperature; the next visit begins.
  rig.cable.board!.faults.sensor = 'stuck_value';
  await rig.run(400);
  rig.forget();
  rig.cable.board!.scene.setVisitor(false);
  await rig.run(5000);
  assert.ok(rig.readings.every(({ reading }) => reading.object_c! > 33));
  assertNoTemperature(rig);
  await rig.run(16_000);
  assert.equal(rig.status.state, 'faulty', rig.status.detail);
  assert.match(rig.status.detail, /repeats one value/);
  await rig.driver.stop();
});

test('a drifting value is too unstable for a temperature', async () => {
  const rig = new Rig();
  await rig.live();
  rig.cable.board!.scene.setVisitor(true);
  rig.cable.board!.scene.drift = 2;
  await rig.run(1500);
  rig.forget();
  await rig.run(2000);
  assert.equal(rig.status.state, 'live');
  assertNoTemperature(rig);
  await rig.driver.stop();
});

test('heavy noise is too unstable for a temperature', async () => {
  const rig = new Rig();
  await rig.live();
  rig.cable.board!.scene.noise = 1.5;
  rig.cable.board!.scene.setVisitor(true);
  await rig.run(1500);
  rig.forget();
  await rig.run(3000);
  assert.equal(rig.status.state, 'live');
  assertNoTemperature(rig);
  await rig.driver.stop();
});

test('a sensor that drifts with nobody there is faulty within 90 s, gives no temperature, and recovers', async () => {
  const rig = new Rig();
  await rig.live();
  const { scene } = rig.cable.board!;
  scene.drift = 0.05;
  await rig.run(90_000);
  assert.equal(rig.status.state, 'faulty', rig.status.detail);
  assert.match(rig.status.detail, /drifts/);
  // A visitor who comes now: the sensor would read normal, and nobody may believe it.
  scene.skin = 32;
  scene.setVisitor(true);
  rig.forget();
  await rig.run(3000);
  assert.ok(rig.readings.at(-1)!.reading.object_c! > 35);
  assert.ok(rig.readings.every(({ reading }) => reading.status & 0x40));
  assertNoTemperature(rig);
  scene.setVisitor(false);
  scene.drift = 0;
  await rig.run(70_000);
  assert.equal(rig.status.state, 'live', rig.status.detail);
  await rig.driver.stop();
});

test('a sensor that is far too noisy with nobody there is faulty within 15 s', async () => {
  const rig = new Rig();
  await rig.live();
  rig.cable.board!.scene.noise = 0.8;
  await rig.run(15_000);
  assert.equal(rig.status.state, 'faulty', rig.status.detail);
  assert.match(rig.status.detail, /noisy/);
  rig.cable.board!.scene.noise = 0.06;
  await rig.run(15_000);
  assert.equal(rig.status.state, 'live', rig.status.detail);
  await rig.driver.stop();
});

test('a sensor that shows 64 °C with nobody there is faulty within a second, and live again when it does not', async () => {
  const rig = new Rig();
  await rig.live();
  const { scene } = rig.cable.board!;
  scene.drift = 400;
  await rig.run(100);
  scene.drift = 0;
  await rig.run(1000);
  assert.equal(rig.status.state, 'faulty', rig.status.detail);
  assert.match(rig.status.detail, /no wall and no person/);
  scene.drift = -400;
  await rig.run(100);
  scene.drift = 0;
  await rig.run(1000);
  assert.equal(rig.status.state, 'live', rig.status.detail);
  await rig.driver.stop();
});

test('where it is too cold for the sensor to be exact it is faulty, and says so', async () => {
  const rig = new Rig();
  await rig.live();
  rig.cable.board!.scene.ambient = -5;
  await rig.run(1000);
  assert.equal(rig.status.state, 'faulty', rig.status.detail);
  assert.match(rig.status.detail, /too cold or too hot/);
  await rig.driver.stop();
});

test('a working sensor, visitors, and a room that warms by 2 °C in five minutes are no fault', async () => {
  const rig = new Rig();
  await rig.live();
  const { scene } = rig.cable.board!;
  for (let minute = 0; minute < 5; minute++) {
    for (let visitor = 0; visitor < 3; visitor++) {
      scene.setVisitor(true);
      await rig.run(6000);
      scene.setVisitor(false);
      for (let second = 0; second < 14; second++) {
        scene.ambient += 2 / 300;
        await rig.run(1000);
      }
    }
  }
  assert.ok(!rig.states.includes('faulty'), `${rig.states}`);
  await rig.driver.stop();
});

test('a sensor whose own temperature moves is warming until it has been steady for a window', async () => {
  const rig = new Rig();
  await rig.live();
  rig.cable.board!.scene.setVisitor(true);
  rig.cable.board!.scene.ambient += 1;
  await rig.run(400);
  rig.forget();
  await rig.run(1000);
  assert.equal(rig.status.state, 'warming');
  assertNoTemperature(rig);
  await rig.run(16_000);
  assert.equal(rig.status.state, 'live');
  await rig.driver.stop();
});

test('a firmware that hangs is restarted by its watchdog within 1.2 s, and says so', async () => {
  const rig = new Rig();
  await rig.live();
  rig.cable.board!.hang();
  await rig.run(1200);
  assert.equal(rig.count('resets_watchdog'), 1);
  await rig.run(1000);
  assert.equal(rig.status.state, 'live');
  assert.equal(rig.count('disconnects'), 0);
  await rig.driver.stop();
});

test('a chip that stands still is stale, then opened anew, and live when it wakes', async () => {
  const rig = new Rig();
  await rig.live();
  rig.cable.board!.faults.frozen = true;
  await rig.run(2200);
  assert.equal(rig.status.state, 'stale');
  assert.equal(await rig.driver.pulseDoor(500), 'off', 'no pulse is left waiting in a silent board');
  await rig.run(4000);
  assert.equal(rig.count('disconnects'), 1);
  assert.equal(rig.status.state, 'connecting');
  rig.cable.board!.faults.frozen = false;
  await rig.run(7000);
  assert.equal(rig.status.state, 'live', rig.status.detail);
  assert.equal(rig.relay.length, 0);
  await rig.driver.stop();
});

test('corrupted bytes cost frames, never a wrong value', async () => {
  const rig = new Rig();
  await rig.live();
  rig.cable.board!.faults.line = { corrupt: 0.01, lose: 0 };
  await rig.run(60_000);
  assert.ok(rig.count('crc_errors') > 50, `${rig.count('crc_errors')} CRC errors`);
  assert.ok(rig.count('lost_frames') > 50);
  for (const { reading } of rig.readings) {
    assert.ok(Math.abs(reading.object_c! - 24) < 1 && Math.abs(reading.distance_mm! - 1500) < 50);
  }
  await rig.driver.stop();
});

test('lost bytes cost frames, never a wrong value', async () => {
  const rig = new Rig();
  await rig.live();
  rig.cable.board!.faults.line = { corrupt: 0, lose: 0.01 };
  await rig.run(60_000);
  assert.ok(rig.count('gaps') > 30);
  for (const { reading } of rig.readings) {
    assert.ok(Math.abs(reading.object_c! - 24) < 1 && Math.abs(reading.distance_mm! - 1500) < 50);
  }
  await rig.driver.stop();
});

test('unplugged it is absent at once; plugged in again it is live within 2 s, with no gap counted', async () => {
  const rig = new Rig();
  await rig.live();
  const board = rig.cable.board!;
  rig.cable.unplug();
  await rig.run(20);
  assert.equal(rig.status.state, 'absent');
  await rig.run(10_000);
  rig.cable.plug(board);
  await rig.run(2000);
  assert.equal(rig.status.state, 'live', rig.status.detail);
  assert.equal(rig.count('gaps'), 0);
  await rig.driver.stop();
});

test('the name that udev makes after the port was opened is the same port: a short silence does not close it', async () => {
  const rig = new Rig();
  await rig.live();
  rig.path = 'by-id/usb-board';
  rig.cable.board!.hang();
  await rig.run(2500);
  assert.equal(rig.count('disconnects'), 0, rig.status.detail);
  assert.equal(rig.status.state, 'live', rig.status.detail);
  await rig.driver.stop();
});

test('a port that nobody may open yet is tried again without a word; one that stays so is a failure', async () => {
  const rig = new Rig();
  rig.refusal = 'Error: Permission denied, cannot open /dev/ttyUSB0';
  await rig.driver.start();
  await rig.run(700);
  assert.equal(rig.count('open_failures'), 0);
  assert.doesNotMatch(rig.status.detail, /permission/);
  await rig.run(5000);
  assert.ok(rig.count('open_failures') > 0);
  assert.match(rig.status.detail, /no permission: add the service user to the group dialout/);
  rig.refusal = null;
  await rig.run(4000);
  assert.equal(rig.status.state, 'live', rig.status.detail);
  await rig.driver.stop();
});

test('another board on the same cable starts its own sequence, and readings of the two never mix', async () => {
  const rig = new Rig();
  await rig.live();
  rig.cable.board!.scene.setVisitor(true);
  await rig.run(2000);
  const last = rig.readings.at(-1)!.reading;
  const other = rig.board();
  other.scene.skin = 39;
  other.scene.setVisitor(true);
  rig.cable.unplug();
  rig.cable.plug(other);
  await rig.run(2500);
  const first = rig.readings.find(({ reading }) => reading.seq < last.seq);
  assert.ok(first, 'the new sequence starts low');
  assert.equal(rig.count('gaps'), 0);
  assert.ok(rig.states.includes('absent') && rig.states.at(-1) === 'live');
  const result = estimate(rig.readings.slice(-3 - rig.readings.indexOf(first)), DEFAULT_SETTINGS);
  assert.ok('ok' in result && result.ok.estimate_c > 38, 'the new board alone speaks');
  await rig.driver.stop();
});

test('opening the port resets the board; the boot loader is waited for', async () => {
  const rig = new Rig({ bootloaderMs: 1000 });
  await rig.driver.start();
  await rig.run(900);
  assert.equal(rig.status.state, 'connecting');
  await rig.run(1500);
  assert.equal(rig.status.state, 'live');
  assert.equal(rig.count('resets_line'), 1);
  await rig.driver.stop();
});

test('a board that does not reset on open is asked for its boot frame', async () => {
  const rig = new Rig();
  rig.cable.resetOnOpen = false;
  await rig.run(3000);
  await rig.driver.start();
  await rig.run(1500);
  assert.equal(rig.status.state, 'live');
  assert.match(rig.status.detail, /Firmware 1\.3\.0-[0-9a-f]{8} /);
  assert.equal(rig.count('boots'), 1);
  await rig.driver.stop();
});
