import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS } from '../../../edge-server/contract/index.ts';
import { estimate } from '../../../edge-server/screening/estimate.ts';
import type { TimedReading } from '../../../edge-server/thermometer/thermometer.ts';

/** Readings 200 ms apart; null is a failed read. */
function readings(...objects: (number | null)[]): TimedReading[] {
  return objects.map((object_c, seq) => ({
    monotonic: 1000 + seq * 200,
    reading: {
      seq,
      at: '2026-11-24T00:00:00.000Z',
      object_c,
      ambient_c: 23,
      distance_mm: 150,
      status: object_c === null ? 1 : 0,
      error: object_c === null ? 3 : 0,
      simulated: true,
    },
  }));
}
const judge = (...objects: (number | null)[]) => {
  const result = estimate(readings(...objects), DEFAULT_SETTINGS);
  return 'ok' in result ? result.ok.estimate_c : result.fault;
};

test('the median of a steady window of a person', () => {
  assert.equal(judge(24, 24, 36.4, 36.5, 36.6), 36.5);
  assert.equal(judge(36.5, 36.5, 36.7), 36.5);
});

test('no temperature without three readings in a row that agree', () => {
  assert.equal(judge(36.5, 36.5), 'no_person');
  assert.equal(judge(36.5, null, 36.5, null, 36.5), 'no_person');
  assert.equal(judge(36.5, 37.2, 36.1), 'unstable');
  assert.equal(judge(), 'stale');
  assert.equal(judge(null, null, null), 'faulty');
});

test('background, winter skin and lamps are no body temperature', () => {
  assert.equal(judge(24, 24, 24, 24), 'no_person');
  assert.equal(judge(33, 33, 33), 'too_cold');
  assert.equal(judge(60, 60, 60), 'too_hot');
});

test('readings that are older than the newest by more than the stale time do not count', () => {
  const old = readings(36.5, 36.5, 36.5);
  const now = readings(24).map((timed) => ({ ...timed, monotonic: 9000 }));
  assert.deepEqual(estimate([...old, ...now], DEFAULT_SETTINGS), { fault: 'no_person' });
});
