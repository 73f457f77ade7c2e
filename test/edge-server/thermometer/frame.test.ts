import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDigits, crc16, fletcher } from '../../../edge-server/thermometer/check.ts';
import { ContinuityCheck } from '../../../edge-server/thermometer/continuity.ts';
import { encodeCommand, parseFrame, type ReadingFrame } from '../../../edge-server/thermometer/frame.ts';
import { LineSplitter } from '../../../edge-server/thermometer/lines.ts';
import { sensorNamed } from '../../../edge-server/thermometer/sensors/sensors.ts';
import { fuzz } from './fuzz.ts';

const seal = (body: string) => `$${body}*${checkDigits(body)}`;

test('both check sums have their published values', () => {
  assert.equal(crc16('123456789'), 0x29b1);
  assert.equal(fletcher('abcde'), 0xc8);
});

test('a reading, a failed reading, a boot frame and an acknowledgement are read', () => {
  assert.deepEqual(parseFrame(seal('KF1,7,1400,3655,2401,152,00,0,3')), {
    type: 'reading',
    seq: 7,
    ms: 1400,
    object: 3655,
    ambient: 2401,
    distance: 152,
    status: 0,
    error: 0,
    errorCount: 3,
  });
  assert.deepEqual(parseFrame(seal('KF1,8,1600,,,,07,1,4')), {
    type: 'reading',
    seq: 8,
    ms: 1600,
    object: null,
    ambient: null,
    distance: null,
    status: 7,
    error: 1,
    errorCount: 4,
  });
  assert.deepEqual(parseFrame(seal('KFB,3,kf99,1.0.0-0a1b2c3d,08,2,200,d6t1a')), {
    type: 'boot',
    protocol: 3,
    firmware: 'kf99',
    version: '1.0.0-0a1b2c3d',
    reset: 8,
    boots: 2,
    periodMs: 200,
    sensor: 'd6t1a',
  });
  assert.deepEqual(parseFrame(seal('KFA,12,3,5000')), { type: 'ack', id: 12, code: 3, argument: 5000 });
});

test('what the firmware can not send is malformed, whatever its check says', () => {
  for (const body of [
    'KF1,7,1400,3655,2401,152,00,0', // a field too few
    'KF1,07,1400,3655,2401,152,00,0,0', // a leading zero
    'KF1,7,1400,3655,2401,152,00,1,0', // an error, and yet a temperature
    'KF1,7,1400,,,152,00,0,0', // no error, and no temperature
    'KF1,7,1400,3655,2401,152,02,0,0', // no echo, and yet a distance
    'KF1,7,1400,103755,2401,152,00,0,0', // FFFF as a temperature
    'KF1,7,1400,3655,2401,9999,00,0,0',
    'KFB,3,kf99,1.0.0,8,2,200,d6t1a',
    'KFB,3,kf99,1.0.0,08,2,200',
    'KFA,1,2',
  ]) {
    assert.deepEqual(parseFrame(seal(body)), { fault: 'malformed' }, body);
  }
  assert.deepEqual(parseFrame(seal('KF9,1')), { fault: 'unknown' });
  assert.deepEqual(parseFrame('$KF1,7,1400,3655,2401,152,00,0,0*000000'), { fault: 'crc' });
  assert.deepEqual(parseFrame(''), { fault: 'crc' });
});

test('a board of another protocol is read as far as it says who it is', () => {
  const frame = parseFrame(seal('KFB,1,kf99,1.0.0-0a1b2c3d,08,2,200'));
  assert.ok('type' in frame && frame.type === 'boot');
  assert.deepEqual([frame.protocol, frame.version, frame.sensor], [1, '1.0.0-0a1b2c3d', '']);
});

test('a value is held to the range of the sensor that sent it', () => {
  const line = seal('KF1,7,1400,9000,2401,152,00,0,0');
  assert.ok('type' in parseFrame(line, sensorNamed('mlx90614')));
  assert.deepEqual(parseFrame(line, sensorNamed('d6t1a')), { fault: 'malformed' });
});

test('a command carries its id, name, argument and check', () => {
  assert.equal(encodeCommand(3, 'OPEN', 800), `${seal('KFC,3,OPEN,800')}\r\n`);
});

test('lines are cut anywhere and put together; a line without end is skipped in bounded memory', () => {
  const lines: string[] = [];
  let overlong = 0;
  const splitter = new LineSplitter(
    (line) => lines.push(line),
    () => overlong++,
  );
  for (const chunk of ['ab', 'c\r', '\nde\r\n\r\nf', 'x'.repeat(500), 'y'.repeat(500), '\r\ng\n']) {
    splitter.push(Buffer.from(chunk));
  }
  assert.deepEqual(lines, ['abc', 'de', 'g']);
  assert.equal(overlong, 1);
});

const at = (seq: number, ms = seq * 200): ReadingFrame => ({
  type: 'reading',
  seq,
  ms,
  object: 2400,
  ambient: 2400,
  distance: null,
  status: 2,
  error: 0,
  errorCount: 0,
});

test('a frame out of sequence or out of time is held until the next one follows it', () => {
  const check = new ContinuityCheck(200);
  assert.deepEqual(check.check(at(5)), { kind: 'follows', lost: 0 });
  assert.deepEqual(check.check(at(6)), { kind: 'follows', lost: 0 });
  assert.deepEqual(check.check(at(9)), { kind: 'follows', lost: 2 });
  assert.deepEqual(check.check(at(10, 90_000)), { kind: 'held' }, 'the clock does not fit');
  assert.deepEqual(check.check(at(11)), { kind: 'follows', lost: 1 });
  assert.deepEqual(check.check(at(11)), { kind: 'held' }, 'a repeated frame');
  assert.deepEqual(check.check(at(0)), { kind: 'held' }, 'the boot frame was lost');
  assert.deepEqual(check.check(at(1)), { kind: 'follows', lost: 0 });
  check.restart(200);
  assert.deepEqual(check.check(at(0)), { kind: 'follows', lost: 0 });
});

test('20,000 mutated frames: no wrong value, no throw', async () => {
  const result = await fuzz(20_000, 99);
  assert.deepEqual(result.wrong, []);
  assert.equal(result.mutated, 20_000);
  assert.ok(result.accepted >= 20_000, 'the good frames between them came through');
});
