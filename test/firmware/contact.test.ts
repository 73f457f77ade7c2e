import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rig } from './rig.ts';

test('the board tells within a reading when the door opens and closes, and keeps it over a reset', async () => {
  const rig = new Rig();
  await rig.live();
  assert.equal(rig.status.doorOpen, false);
  const board = rig.cable.board!;
  board.setDoor(true);
  await rig.run(400);
  assert.equal(rig.status.doorOpen, true);
  board.reset('watchdog');
  await rig.run(1000);
  assert.equal(rig.status.doorOpen, true);
  board.setDoor(false);
  await rig.run(400);
  assert.equal(rig.status.doorOpen, false);
  await rig.driver.stop();
});

test('a contact that bounces is one change; one that twitches is none', async () => {
  const rig = new Rig();
  await rig.live();
  const board = rig.cable.board!;
  const told: boolean[] = [];
  rig.driver.onReading(() => told.push(rig.status.doorOpen!));
  for (let n = 0; n < 6; n++) {
    board.setDoor(n % 2 === 0);
    await rig.run(20);
  }
  await rig.run(400);
  assert.ok(!told.includes(true), 'never open for 50 ms');
  board.setDoor(true);
  for (let n = 0; n < 4; n++) {
    await rig.run(10);
    board.setDoor(n % 2 === 1);
  }
  await rig.run(600);
  const changes = told.filter((open, n) => n > 0 && open !== told[n - 1]);
  assert.deepEqual(changes, [true]);
  await rig.driver.stop();
});

test('a board that has gone tells nothing of the door', async () => {
  const rig = new Rig();
  await rig.live();
  rig.cable.unplug();
  await rig.run(1000);
  assert.equal(rig.status.doorOpen, null);
  await rig.driver.stop();
});
