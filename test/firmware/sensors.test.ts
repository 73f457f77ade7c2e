import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RangerFault } from '../../firmware/simulator/faults.ts';
import { pec } from '../../firmware/simulator/infrared.ts';
import { CHIPS, Rig } from './rig.ts';

test('the PEC is that of the MLX90614 datasheet, and of a D6T-1A that was read with a STOP in between', () => {
  assert.equal(pec([0xb4, 0x07, 0xb5, 0xd2, 0x3a]), 0x30);
  assert.equal(pec([0x15, 0x0f, 0x01, 0xf8, 0x00]), 0xda);
});

for (const chip of CHIPS) {
  test(`${chip.name} is found on the bus and named to the host; a person, frost and damage read right`, async () => {
    const rig = new Rig({ chip });
    await rig.live();
    assert.equal(rig.status.sensor.name, chip.name);
    const { scene } = rig.cable.board!;
    scene.noise = 0;
    for (const celsius of [36.6, -12.3, 0]) {
      scene.skin = celsius;
      scene.setVisitor(true);
      await rig.run(4000);
      const { reading } = rig.readings.at(-1)!;
      assert.ok(Math.abs(reading.object_c! - scene.seen) < 0.06, `${reading.object_c} °C`);
      assert.ok(Math.abs(reading.ambient_c! - 24) < 0.1, `${reading.ambient_c} °C`);
    }
    assert.equal(rig.count('sensor_errors') + rig.count('malformed'), 0);
    await rig.driver.stop();
  });

  test(`${chip.name} that starts later than the board is found then, and counts as one start`, async () => {
    const rig = new Rig({ chip });
    rig.cable.board!.faults.sensor = 'nack';
    await rig.driver.start();
    await rig.run(2500);
    assert.equal(rig.status.state, 'faulty', rig.status.detail);
    assert.ok(rig.readings.every(({ reading }) => reading.error === 1 && reading.object_c === null));
    const boots = rig.count('boots');
    rig.cable.board!.faults.sensor = 'none';
    await rig.run(500);
    assert.equal(rig.status.state, 'live', rig.status.detail);
    assert.match(rig.status.detail, new RegExp(rig.status.sensor.label));
    assert.deepEqual([rig.status.sensor.name, rig.count('boots')], [chip.name, boots]);
    assert.equal(rig.count('gaps') + rig.count('held_back'), 0);
    await rig.driver.stop();
  });
}

for (const ranger of ['hcsr04', 'vl53l0x'] as const) {
  test(`a visitor at 150 mm is seen by ${ranger}, at the temperature of the scene`, async () => {
    const rig = new Rig({ ranger });
    await rig.live();
    assert.ok(Math.abs(rig.status.ageMs!) < 300);
    rig.cable.board!.scene.setVisitor(true);
    await rig.run(3000);
    const { reading } = rig.readings.at(-1)!;
    assert.ok(Math.abs(reading.object_c! - rig.cable.board!.scene.seen) < 0.4, `${reading.object_c} °C`);
    assert.ok(Math.abs(reading.ambient_c! - 24) < 0.1, `${reading.ambient_c} °C`);
    assert.ok(Math.abs(reading.distance_mm! - 150) < 20, `${reading.distance_mm} mm`);
    assert.equal(reading.status, 0);
    await rig.driver.stop();
  });
}

test('readings come five times a second, with no gap', async () => {
  const rig = new Rig();
  await rig.live();
  await rig.run(20_000);
  assert.ok(Math.abs(rig.readings.length - 100) <= 1, `${rig.readings.length} readings in 20 s`);
  assert.equal(rig.count('gaps'), 0);
  await rig.driver.stop();
});

test('a step of ten degrees brings the next reading forward, and at most every other one', async () => {
  const rig = new Rig();
  await rig.live();
  const scene = rig.cable.board!.scene;
  const view = scene.view.bind(scene);
  let offset = 0;
  scene.view = (at) => ({ ...view(at), object: view(at).object + offset });
  const waits: number[] = [];
  for (let n = 0; n < 40; n++) {
    // Every phase of the board's 200 ms comes up.
    await rig.run(600 + 10 * (n % 20));
    rig.forget();
    const stepped = rig.now;
    offset = offset === 0 ? 10 : 0;
    await rig.run(300);
    const seen = rig.readings.find(({ reading }) => reading.object_c! > 29 === offset > 0)!;
    waits.push(seen.monotonic - stepped);
  }
  assert.ok(Math.max(...waits) <= 130, `${Math.max(...waits)} ms`);

  // A scene that never rests: early readings alternate with regular ones, and none counts as lost.
  scene.view = (at) => ({ ...view(at), object: 24 + 10 * (Math.floor(at / 50) % 3) });
  rig.forget();
  await rig.run(10_000);
  assert.ok(rig.readings.length <= 68, `${rig.readings.length} readings in 10 s`);
  assert.ok(rig.readings.length > 55, `${rig.readings.length} readings in 10 s`);
  assert.equal(rig.count('gaps') + rig.count('held_back'), 0);
  await rig.driver.stop();
});

test('a still scene costs 15 words a second on the bus', async () => {
  const rig = new Rig();
  await rig.live();
  const scene = rig.cable.board!.scene;
  const view = scene.view.bind(scene);
  let looks = 0;
  scene.view = (at) => {
    looks++;
    return view(at);
  };
  await rig.run(20_000);
  // Besides each word, each of the five pings a second looks once.
  assert.ok(Math.abs(looks / 20 - 20) < 0.3, `${looks / 20} a second`);
  await rig.driver.stop();
});

for (const ranger of ['absent', 'no_echo', 'echo_high'] as RangerFault[]) {
  test(`ranger fault ${ranger}: temperatures go on without a distance`, async () => {
    const rig = new Rig();
    await rig.live();
    rig.cable.board!.faults.ranger = ranger;
    await rig.run(400);
    rig.forget();
    await rig.run(3000);
    assert.ok(rig.readings.length >= 13, `${rig.readings.length} readings in 3 s`);
    for (const { reading } of rig.readings) {
      assert.equal(reading.distance_mm, null);
      assert.equal(reading.status, 0x02);
      assert.equal(reading.error, 0);
    }
    assert.equal(rig.status.state, 'live');
    await rig.driver.stop();
  });
}
