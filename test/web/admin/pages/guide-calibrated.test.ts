import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SIMULATOR } from '../../../../edge-server/contract/calibration.ts';
import { lastCalibration } from '../../../../web/admin/pages/guide/calibrated.ts';

const at = '2026-11-30T04:13:00.000Z';
const BY_ITSELF = { at, author: SIMULATOR, simulated: true };

test('who calibrated last is named, and what the simulator comes with was nobody’s work', () => {
  assert.equal(lastCalibration([]), null);
  assert.deepEqual(lastCalibration([BY_ITSELF]), { at, author: SIMULATOR, person: false });
  const byHand = { at, author: 'kim', simulated: true };
  assert.deepEqual(lastCalibration([byHand, BY_ITSELF]), { at, author: 'kim', person: true });
  // Whoever is called so and calibrates a real thermometer is a person.
  assert.equal(lastCalibration([{ at, author: SIMULATOR, simulated: false }])?.person, true);
});
