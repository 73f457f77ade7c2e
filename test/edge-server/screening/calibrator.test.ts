import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DEFAULT_SETTINGS } from '../../../edge-server/contract/index.ts';
import { Calibrator, type CalibratorOptions } from '../../../edge-server/screening/calibrator.ts';
import { openStore } from '../../../edge-server/store/store.ts';
import { DEFAULT_SENSOR } from '../../../edge-server/thermometer/sensors/sensors.ts';
import { TestClock } from '../doubles/clock.ts';

/** °C that the sensor shows too little, and the skin of everybody who is compared. */
const SHOWS = -2;
const SKIN = 34;
const BODY = 36.5;

test('the blackbody mends the sensor however many people are compared after it', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-calibrator-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const store = openStore(join(folder, 'kf99.sqlite'));
  context.after(() => store.close());
  const clock = new TestClock();
  let surface = 37;
  let seq = 0;
  const readings = () =>
    Array.from({ length: 15 }, (_, i) => ({
      monotonic: clock.monotonic() - 3000 + i * 200,
      reading: {
        ...{ seq: ++seq, object_c: surface + SHOWS + 0.01 * (i % 3), ambient_c: 23 + 0.01 * (i % 2) },
        ...{ distance_mm: 120, status: 0, error: 0, simulated: false },
      },
    }));
  const calibrator = new Calibrator({
    clock,
    settings: () => DEFAULT_SETTINGS,
    buffer: { since: readings },
    thermometer: { status: () => ({ source: 'serial', simulated: false, sensor: DEFAULT_SENSOR }) },
    store,
  } as unknown as CalibratorOptions);
  calibrator.calibrate({ reference: 'blackbody', reference_c: 37 }, 'admin');
  const { calibration } = calibrator.context().correction;
  assert.ok(Math.abs(calibration + SHOWS) < 0.05, `${calibration}`);
  surface = SKIN;
  for (let person = 0; person < 60; person++) {
    calibrator.calibrate({ reference: 'clinical', reference_c: BODY }, 'admin');
  }
  const after = calibrator.context().correction;
  assert.equal(after.calibration, calibration);
  assert.ok(Math.abs(after.gap - (BODY - SKIN)) < 0.05, `gap ${after.gap}`);
  assert.equal(calibrator.state().people, 10);
});
