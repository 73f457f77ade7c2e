import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDigits } from '../../edge-server/thermometer/check.ts';
import { encodeCommand } from '../../edge-server/thermometer/frame.ts';
import { Rig } from './rig.ts';

/** `RELAY_MAX` of firmware/thermometer/config.h, and the watchdog's time. */
const MAX_MS = 5000;
const WATCHDOG_MS = 1000;

const send = (rig: Rig, line: string) => rig.cable.send(Buffer.from(line, 'latin1'));

async function pulse(rig: Rig, ms: number) {
  const outcome = rig.driver.pulseDoor(ms);
  await rig.run(200);
  return outcome;
}

test('a pulse is acknowledged, starts within 100 ms and ends by itself', async () => {
  const rig = new Rig();
  await rig.live();
  const asked = rig.cable.board!.now;
  assert.equal(await pulse(rig, 800), 'acknowledged');
  await rig.run(1500);
  assert.deepEqual(
    rig.relay.map(({ on }) => on),
    [true, false],
  );
  assert.ok(rig.relay[0]!.at - asked <= 100, `${rig.relay[0]!.at - asked} ms to the pin`);
  assert.ok(Math.abs(rig.relay[1]!.at - rig.relay[0]!.at - 800) < 5);
  await rig.driver.stop();
});

test('a pulse longer than the maximum, of zero, or during another is refused', async () => {
  const rig = new Rig();
  await rig.live();
  assert.equal(await pulse(rig, MAX_MS + 1), 'refused');
  assert.equal(await pulse(rig, 0), 'refused');
  assert.equal(rig.relay.length, 0);
  assert.equal(await pulse(rig, 1000), 'acknowledged');
  assert.equal(await pulse(rig, 1000), 'refused', 'a second pulse does not lengthen the first');
  await rig.run(1000);
  assert.ok(rig.relay[1]!.at - rig.relay[0]!.at < 1010);
  await rig.driver.stop();
});

test('a server that dies in mid pulse leaves the relay off within the maximum', async () => {
  const rig = new Rig();
  await rig.live();
  assert.equal(await pulse(rig, MAX_MS), 'acknowledged');
  // Killed: nobody ticks, reads or writes any more.
  const board = rig.cable.board!;
  board.onByte = () => {};
  board.advance(MAX_MS);
  assert.equal(board.relay, false);
  assert.ok(rig.relay[1]!.at - rig.relay[0]!.at <= MAX_MS + 5);
  await rig.driver.stop();
});

test('a main loop that hangs in mid pulse does not hold the door: the timer cuts it', async () => {
  const rig = new Rig();
  await rig.live();
  assert.equal(await pulse(rig, 500), 'acknowledged');
  rig.cable.board!.hang();
  await rig.run(500);
  assert.equal(rig.cable.board!.relay, false);
  assert.ok(rig.relay[1]!.at - rig.relay[0]!.at < 510);
  await rig.driver.stop();
});

test('a reset in mid pulse lets the relay go, and it stays off', async () => {
  const rig = new Rig();
  await rig.live();
  assert.equal(await pulse(rig, MAX_MS), 'acknowledged');
  rig.cable.board!.hang();
  await rig.run(WATCHDOG_MS + 200);
  assert.equal(rig.cable.board!.relay, false);
  await rig.run(MAX_MS);
  assert.deepEqual(
    rig.relay.map(({ on }) => on),
    [true, false],
  );
  await rig.driver.stop();
});

test('CLOSE ends a pulse', async () => {
  const rig = new Rig();
  await rig.live();
  await pulse(rig, MAX_MS);
  send(rig, encodeCommand(900, 'CLOSE', 0));
  await rig.run(50);
  assert.equal(rig.cable.board!.relay, false);
  await rig.driver.stop();
});

test('damaged, cut, unknown and overlong commands move nothing', async () => {
  const rig = new Rig();
  await rig.live();
  const good = encodeCommand(7, 'OPEN', 1000);
  for (let at = 0; at < good.length - 2; at++) {
    const broken = `${good.slice(0, at)}${String.fromCharCode(good.charCodeAt(at) ^ 1)}${good.slice(at + 1)}`;
    send(rig, broken);
    await rig.run(20);
  }
  const body = 'KFC,8,OPENN,1000';
  for (const line of [
    good.slice(0, 10),
    `$${body}*${checkDigits(body)}\r\n`,
    `$${'A'.repeat(200)}\r\n`,
    `$KFC,9,OPEN,${good}`.slice(0, 14),
    '\r\n',
    '*'.repeat(30),
  ]) {
    send(rig, line);
    await rig.run(40);
  }
  assert.equal(rig.relay.length, 0);
  // And the board still listens.
  send(rig, good);
  await rig.run(50);
  assert.equal(rig.cable.board!.relay, true);
  await rig.driver.stop();
});

test('a command that gets no answer is unknown, and is not repeated', async () => {
  const rig = new Rig();
  await rig.live();
  rig.cable.board!.faults.line = { corrupt: 1, lose: 0 };
  const outcome = rig.driver.pulseDoor(500);
  await rig.run(700);
  assert.equal(await outcome, 'unknown');
  rig.cable.board!.faults.line = { corrupt: 0, lose: 0 };
  await rig.run(3000);
  assert.equal(rig.relay.length, 0);
  await rig.driver.stop();
});

test('a command to a port that is gone is not kept for the next board', async () => {
  const rig = new Rig();
  await rig.live();
  const board = rig.cable.board!;
  rig.cable.unplug();
  assert.notEqual(await pulse(rig, 500), 'acknowledged');
  await rig.run(500);
  assert.equal(await pulse(rig, 500), 'off');
  rig.cable.plug(board);
  await rig.run(5000);
  assert.equal(rig.relay.length, 0);
  await rig.driver.stop();
});
