import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_SETTINGS, type Reading, type Settings } from '../../../edge-server/contract/index.ts';
import {
  correctionOf,
  correct as correctWith,
  type RawTemperature,
} from '../../../edge-server/screening/correction.ts';
import { estimate } from '../../../edge-server/screening/estimate.ts';

const correct = (raw: RawTemperature, settings: Settings) => correctWith(raw, correctionOf(settings));

const RAW = { object_c: 36.5, ambient_c: 25, distance_mm: 100 };

test('by default a temperature is what was measured', () => {
  assert.equal(correct({ ...RAW, ambient_c: 12, distance_mm: 300 }, DEFAULT_SETTINGS), 36.5);
});

test('emissivity gives back what the sensor sees of a grey body', () => {
  // A surface of 36.5 °C with emissivity 0.98 before surroundings of 22 °C, forward through the same physics.
  const seen = (0.98 * (36.5 + 273.15) ** 4 + 0.02 * (22 + 273.15) ** 4) ** 0.25 - 273.15;
  const raw = { object_c: seen, ambient_c: 22, distance_mm: null };
  assert.ok(seen < 36.3);
  assert.equal(correct(raw, { ...DEFAULT_SETTINGS, emissivity: 0.98 }), 36.5);
  assert.equal(
    correct({ ...raw, object_c: 36.2, ambient_c: null }, { ...DEFAULT_SETTINGS, emissivity: 0.98 }),
    36.2,
  );
});

test('ambient, distance and offset are added each from its reference', () => {
  const raw = { object_c: 36, ambient_c: 20, distance_mm: 250 };
  const settings = {
    ...DEFAULT_SETTINGS,
    ambientCoefficient: -0.02,
    distanceCoefficient: 0.1,
    temperatureOffset: 0.3,
  };
  assert.equal(correct(raw, settings), 36.55);
  assert.equal(correct({ ...raw, ambient_c: null, distance_mm: null }, settings), 36.3);
});

/** Three readings of a visitor that differ a little, each changed by `change`. */
function visitor(change: (reading: Reading, index: number) => Partial<Reading>) {
  return [36.5, 36.6, 36.4].map((object_c, index) => {
    const reading: Reading = {
      seq: index,
      at: '2026-11-24T00:00:00.000Z',
      object_c,
      ambient_c: 23,
      distance_mm: 150,
      status: 0,
      error: 0,
      simulated: false,
    };
    return { monotonic: 1000 + index * 200, reading: { ...reading, ...change(reading, index) } };
  });
}

test('no temperature from a warming, a stuck, a far, or an overheated sensor, each with its reason', () => {
  const fault = (change: Parameters<typeof visitor>[0]) => {
    const result = estimate(visitor(change), DEFAULT_SETTINGS);
    return 'fault' in result ? result.fault : result.ok.estimate_c;
  };
  assert.equal(
    fault(() => ({})),
    36.5,
  );
  assert.equal(
    fault(() => ({ status: 8 })),
    'warming',
  );
  assert.equal(
    fault(() => ({ object_c: 36.5 })),
    'faulty',
  );
  assert.equal(
    fault(() => ({ distance_mm: 210 })),
    'too_far',
  );
  assert.equal(
    fault(() => ({ ambient_c: 45 })),
    'ambient_out_of_range',
  );
});

test('readings of two runs of the board are not mixed', () => {
  const mixed = visitor((_, index) => ({ seq: index === 0 ? 500 : index }));
  assert.deepEqual(estimate(mixed, DEFAULT_SETTINGS), { fault: 'no_person' });
});

test('law: after a calibration the same reading shows the reference, whatever the corrections', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 30, max: 40, noNaN: true }),
      fc.option(fc.double({ min: 10, max: 40, noNaN: true })),
      fc.option(fc.integer({ min: 20, max: 500 })),
      fc.double({ min: 0.9, max: 1, noNaN: true }),
      fc.double({ min: -0.3, max: 0.3, noNaN: true }),
      fc.double({ min: 30, max: 43, noNaN: true }),
      (object_c, ambient_c, distance_mm, emissivity, coefficient, reference) => {
        const raw = { object_c, ambient_c, distance_mm };
        const settings = { ...DEFAULT_SETTINGS, emissivity, ambientCoefficient: coefficient };
        const none = correctionOf(settings);
        const calibrated = { ...none, calibration: reference - correctWith(raw, none) };
        assert.ok(Math.abs(correctWith(raw, calibrated) - reference) <= 0.011);
      },
    ),
  );
});

test('law: an estimate is always of three trusted readings of a person in a row, and one of their values', () => {
  const reading = fc.record({
    object_c: fc.option(fc.double({ min: 20, max: 45, noNaN: true }), { freq: 5 }),
    distance_mm: fc.constantFrom(150, 160, 400, 900, null),
    status: fc.constantFrom(0, 0, 0, 0, 8, 0x40),
  });
  const steady = fc
    .tuple(
      fc.double({ min: 29, max: 43, noNaN: true }),
      fc.array(reading, { maxLength: 6 }),
      fc.constantFrom(0, 0, 0, 8, 0x40),
    )
    .map(([celsius, before, status]) => [
      ...before,
      ...[0, 0.1, 0.05].map((more) => ({ object_c: celsius + more, distance_mm: 150, status })),
    ]);
  fc.assert(
    fc.property(fc.oneof(steady, fc.array(reading, { maxLength: 12 })), (parts) => {
      const readings = parts.map((part, seq) => ({
        monotonic: 1000 + seq * 200,
        reading: {
          seq,
          at: '2026-11-24T00:00:00.000Z',
          ambient_c: 23 + 0.02 * (seq % 2),
          error: part.object_c === null ? 1 : 0,
          simulated: false,
          ...part,
        },
      }));
      const result = estimate(readings, DEFAULT_SETTINGS);
      if ('fault' in result) return;
      const { window, ok } = result;
      assert.ok(window.length >= 3 && window.some(({ reading }) => reading.object_c === ok.object_c));
      for (const [i, { reading }] of window.entries()) {
        assert.equal(reading.seq, window[0]!.reading.seq + i);
        assert.ok(reading.object_c! > DEFAULT_SETTINGS.presenceThreshold && reading.status === 0);
      }
      assert.ok(ok.estimate_c >= DEFAULT_SETTINGS.lowestPlausible && ok.object_c <= 43);
    }),
    { numRuns: 500 },
  );
});
