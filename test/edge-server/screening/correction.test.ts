import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS, type Reading, type Settings } from '../../../edge-server/contract/index.ts';
import {
  correctionOf,
  correct as correctWith,
  type RawTemperature,
} from '../../../edge-server/screening/correction.ts';
import { estimate } from '../../../edge-server/screening/estimate.ts';

const correct = (raw: RawTemperature, settings: Settings) => correctWith(raw, correctionOf(settings, null));

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
    fault(() => ({ distance_mm: 900 })),
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
