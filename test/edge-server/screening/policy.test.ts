import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Estimate, Settings } from '../../../edge-server/contract/index.ts';
import { type Case, judge, type Measurement } from '../../../edge-server/screening/policy.ts';

const at = (estimate_c: number): Estimate => ({
  ...{ estimate_c, object_c: estimate_c, ambient_c: 23, distance_mm: 150 },
  ...{
    uncertainty_c: 0.8,
    fever_c: 37.5,
    status: 0,
    correction: null,
    thermometer: 'serial',
    simulated: false,
  },
});
const NORMAL: Measurement = { kind: 'estimate', estimate: at(36.5), confirmed: true };
const FEVER: Measurement = { kind: 'estimate', estimate: at(38), confirmed: true };
const FEVER_ONCE: Measurement = { kind: 'estimate', estimate: at(38), confirmed: false };
const COLD: Measurement = { kind: 'fault', fault: 'too_cold' };
const BROKEN: Measurement = { kind: 'broken', fault: 'absent' };
const NONE: Measurement = { kind: 'fault', fault: 'stale' };

type MaskPolicy = Settings['maskPolicy'];
type TemperaturePolicy = Settings['temperaturePolicy'];

function verdict(
  mask: Case['mask'],
  measurement: Measurement | null,
  maskPolicy: MaskPolicy,
  temperaturePolicy: TemperaturePolicy,
  overdue = false,
  brokenThermometer: Settings['brokenThermometer'] = 'staff',
  calibrated = true,
): string {
  const result = judge({
    mask,
    cause: mask === 'undecided' ? 'dark' : null,
    measurement,
    settings: { maskPolicy, temperaturePolicy, brokenThermometer },
    calibrated,
    overdue: () => overdue,
  });
  return [result.verdict, ...result.reasons, ...(result.call_staff ? ['staff'] : [])].join(' ');
}

/** The contract's two tables, cell by cell: [mask, measurement, policies, overdue, verdict with reasons]. */
const TABLE: [Case['mask'], Measurement | null, MaskPolicy, TemperaturePolicy, boolean, string][] = [
  ['mask', NORMAL, 'required', 'required', false, 'pass'],
  ['no_mask', null, 'required', 'required', false, 'deny no_mask'],
  ['no_mask', NORMAL, 'remind', 'required', false, 'pass no_mask'],
  ['no_mask', NORMAL, 'off', 'required', false, 'pass'],
  ['incorrect', null, 'required', 'required', false, 'adjust mask_incorrect'],
  ['incorrect', null, 'required', 'required', true, 'deny mask_incorrect'],
  ['incorrect', NORMAL, 'remind', 'required', false, 'pass mask_incorrect'],
  ['incorrect', NORMAL, 'off', 'required', false, 'pass'],
  ['undecided', null, 'required', 'required', false, 'adjust undecided'],
  ['undecided', null, 'required', 'required', true, 'deny undecided staff'],
  ['undecided', NORMAL, 'remind', 'required', false, 'pass undecided'],
  ['undecided', NORMAL, 'off', 'required', false, 'pass'],
  ['mask', FEVER, 'required', 'required', false, 'deny fever staff'],
  ['mask', FEVER, 'required', 'optional', false, 'deny fever staff'],
  ['mask', FEVER, 'required', 'off', false, 'pass'],
  ['mask', FEVER_ONCE, 'required', 'required', false, 'adjust temperature_missing'],
  ['mask', FEVER_ONCE, 'required', 'optional', false, 'pass temperature_missing'],
  ['mask', COLD, 'required', 'required', false, 'adjust too_cold'],
  ['mask', COLD, 'required', 'required', true, 'deny temperature_missing staff'],
  ['mask', COLD, 'required', 'optional', false, 'pass too_cold'],
  ['mask', COLD, 'required', 'off', false, 'pass'],
  ['mask', NONE, 'required', 'required', false, 'adjust temperature_missing'],
  ['mask', NONE, 'required', 'required', true, 'deny temperature_missing staff'],
  ['mask', NONE, 'required', 'optional', false, 'pass temperature_missing'],
  ['mask', null, 'required', 'off', false, 'pass'],
  ['no_mask', FEVER, 'remind', 'required', false, 'deny fever no_mask staff'],
  ['undecided', NONE, 'remind', 'required', true, 'deny temperature_missing undecided staff'],
  ['incorrect', NONE, 'remind', 'optional', false, 'pass mask_incorrect temperature_missing'],
  ['mask', BROKEN, 'required', 'required', false, 'deny thermometer_broken staff'],
  ['mask', BROKEN, 'required', 'optional', false, 'pass thermometer_broken'],
  ['no_mask', BROKEN, 'remind', 'required', false, 'deny thermometer_broken no_mask staff'],
];

for (const [mask, measurement, maskPolicy, temperaturePolicy, overdue, expected] of TABLE) {
  const said =
    measurement === null
      ? 'nothing'
      : measurement.kind === 'estimate'
        ? measurement.estimate.estimate_c
        : `${measurement.kind} ${measurement.fault}`;
  test(`${mask}, thermometer says ${said}, mask ${maskPolicy}, temperature ${temperaturePolicy}${overdue ? ', asked before' : ''}: ${expected}`, () => {
    assert.equal(verdict(mask, measurement, maskPolicy, temperaturePolicy, overdue), expected);
  });
}

test('where the site chose it, the mask alone decides while the thermometer is broken, and the visit notes it', () => {
  const said = (mask: Case['mask'], measurement: Measurement | null) =>
    verdict(mask, measurement, 'required', 'required', false, 'mask_only');
  assert.equal(said('mask', BROKEN), 'pass thermometer_broken');
  assert.equal(said('no_mask', null), 'deny no_mask');
  assert.equal(
    said('mask', NONE),
    'adjust temperature_missing',
    'a visitor who is not measured is asked again',
  );
});

const MEASUREMENTS: (Measurement | null)[] = [NORMAL, FEVER, FEVER_ONCE, COLD, NONE, BROKEN, null];
test('a thermometer that was never calibrated passes everybody whom the mask lets pass, and says so', () => {
  const of = (mask: Case['mask'], measurement: Measurement | null, policy: TemperaturePolicy = 'required') =>
    verdict(mask, measurement, 'required', policy, true, 'staff', false);
  for (const measurement of [NORMAL, FEVER, FEVER_ONCE, COLD, NONE, null]) {
    assert.equal(of('mask', measurement), 'pass not_calibrated');
  }
  assert.equal(of('mask', null, 'off'), 'pass');
  assert.equal(of('no_mask', FEVER), 'deny no_mask');
});

test('with both required, nothing passes but a right mask with a normal temperature', () => {
  for (const mask of ['mask', 'no_mask', 'incorrect', 'undecided'] as const) {
    for (const measurement of MEASUREMENTS) {
      for (const overdue of [false, true]) {
        const passes = verdict(mask, measurement, 'required', 'required', overdue).startsWith('pass');
        assert.equal(passes, mask === 'mask' && measurement === NORMAL);
      }
    }
  }
});
