import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS } from '../../../edge-server/contract/index.ts';
import { Background } from '../../../edge-server/screening/background.ts';
import { correctionOf } from '../../../edge-server/screening/correction.ts';
import { estimate } from '../../../edge-server/screening/estimate.ts';
import { limits } from '../../../edge-server/screening/fever-rule.ts';
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

test('readings that jump up and down agree by chance only', () => {
  assert.equal(judge(36.5, 35.1, 37.2, 36.4, 36.5, 36.6), 'unstable');
  // Stepping up is a jump too, and only one way.
  assert.equal(judge(31, 34, 36, 36.4, 36.5, 36.6), 36.5);
});

test('a value that keeps moving is not a temperature yet', () => {
  assert.equal(judge(36, 36.2, 36.4, 36.6, 36.8), 'unstable');
  assert.equal(judge(36.4, 36.45, 36.5, 36.6), 36.5);
});

test('without a distance a person has to be warmer than the background', () => {
  const blind = readings(36.4, 36.5, 36.6).map((timed) => ({
    ...timed,
    reading: { ...timed.reading, distance_mm: null },
  }));
  const against = (background_c: number | null) => {
    const correction = correctionOf(DEFAULT_SETTINGS);
    const context = {
      correction,
      background_c,
      uncertainty_c: 0.8,
      limits: limits([], DEFAULT_SETTINGS),
      thermometer: 'serial',
      accurateAmbient: [10, 40] as const,
    };
    const result = estimate(blind, DEFAULT_SETTINGS, context);
    return 'ok' in result ? result.ok.estimate_c : result.fault;
  };
  assert.equal(against(24), 36.5);
  assert.equal(against(34), 36.5);
  assert.equal(against(35), 'no_person', 'a heater at 36 °C in view');
  assert.equal(against(null), 'no_person', 'nothing is known of the background');
});

test('the background stays the wall while visitors come and go, and follows a heater', () => {
  const background = new Background();
  const feed = (celsius: number, seconds: number, from: number) => {
    for (let ms = 0; ms < seconds * 1000; ms += 200) {
      const [timed] = readings(celsius);
      background.take({ ...timed!, monotonic: from + ms });
    }
    return from + seconds * 1000;
  };
  let at = feed(24, 5, 0);
  assert.equal(background.read(), null, 'five seconds say nothing');
  at = feed(24, 10, at);
  assert.equal(background.read(), 24);
  for (let visitor = 0; visitor < 60; visitor++) {
    at = feed(36.5, 9, at);
    at = feed(24, 1, at);
  }
  assert.equal(background.read(), 24);
  feed(36, 400, at);
  assert.equal(background.read(), 36);
});
