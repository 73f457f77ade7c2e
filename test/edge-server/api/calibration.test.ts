import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type {
  Calibration,
  CalibrationState,
  Health,
  HistoryRow,
} from '../../../edge-server/contract/index.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

async function start(context: TestContext, options: Parameters<typeof TestEdge.start>[0] = {}) {
  const edge = await TestEdge.start(options);
  context.after(() => edge.stop());
  const admin = edge.as('admin');
  return {
    edge,
    state: async () =>
      (await (await edge.request('/api/admin/calibrations', { headers: admin })).json()) as CalibrationState,
    calibrate: (body: unknown) => edge.send('POST', '/api/admin/calibrations', body, admin),
    /** Readings of a steady reference, with a sensor's noise. */
    steady: (object_c: number, more: Parameters<typeof edge.thermometer.send>[2] = {}) => {
      for (let i = 0; i < 15; i++) edge.thermometer.send(object_c + 0.04 * ((i % 3) - 1), 1, more);
    },
  };
}

test('a calibration takes the steady readings, is stored with date and author, and moves the next visit', async (context) => {
  const { edge, state, calibrate, steady } = await start(context);
  const before = await state();
  assert.deepEqual([before.offset_c, before.due, before.history], [0, true, []]);
  assert.deepEqual(before.window, { steady: false, fault: 'stale' });

  steady(35.8);
  const { window } = await state();
  assert.ok(window.steady && window.measured_c.clinical === 35.8 && window.readings === 15);
  const response = await calibrate({ reference: 'clinical', reference_c: 36.6 });
  assert.equal(response.status, 201);
  const made = (await response.json()) as Calibration;
  assert.match(made.author, /^admin-/);
  assert.ok(Math.abs(Date.parse(made.at) - Date.now()) < 60_000);
  assert.deepEqual(
    [made.offset_before, made.offset_after, made.measured_c, made.reference_c, made.thermometer],
    [0, 0.8, 35.8, 36.6, 'serial'],
  );
  const after = await state();
  assert.deepEqual([after.offset_c, after.due, after.history], [0.8, false, [made]]);

  const visit = evidence();
  const verdict = await edge.visit(visit, 35.9);
  assert.equal((verdict.temperature as { estimate_c: number }).estimate_c, 36.7);
  const row = edge.store.listVisits(1)[0] as HistoryRow;
  assert.deepEqual(
    [row.object_c, row.estimate_c, row.sensor_status, row.thermometer],
    [35.9, 36.7, 0, 'serial'],
  );
  assert.deepEqual(row.correction, {
    emissivity: 1,
    ambient_coefficient: 0,
    distance_coefficient: 0,
    offset: 0,
    calibration: 0.8,
    calibration_id: made.id,
  });
  const [entry] = edge.store.database
    .prepare("select action, before, after from audit where action like 'thermometer.%'")
    .all();
  assert.deepEqual({ ...entry }, { action: 'thermometer.calibrate', before: '0', after: '0.8' });

  // The next one replaces the offset, it does not add to it.
  await new Promise((resolve) => setTimeout(resolve, 5));
  steady(35.8);
  const again = (await (await calibrate({ reference: 'clinical', reference_c: 36.3 })).json()) as Calibration;
  assert.equal(again.offset_before, 0.8);
  assert.ok(again.offset_after >= 0.4 && again.offset_after <= 0.5, `${again.offset_after}`);
});

test('a blackbody is compared with the raw value, a person with the corrected one', async (context) => {
  const { state, steady } = await start(context, { settings: { temperatureOffset: 0.5 } });
  steady(37);
  const { window } = await state();
  assert.ok(window.steady);
  assert.deepEqual(window.measured_c, { blackbody: 37, clinical: 37.5 });
});

test('nothing is stored of what is not steady, not there, stuck, or far from the reference', async (context) => {
  const { edge, state, calibrate, steady } = await start(context);
  const code = async (response: Promise<Response>) =>
    ((await (await response).json()) as { code: string }).code;
  const body = { reference: 'blackbody', reference_c: 36 };
  assert.equal(await code(calibrate(body)), 'not_steady');
  edge.thermometer.send(36, 5);
  assert.equal(await code(calibrate(body)), 'not_steady', 'too few');
  for (let i = 0; i < 12; i++) edge.thermometer.send(36 + i / 10);
  assert.equal(await code(calibrate(body)), 'not_steady', 'it moves');
  assert.equal((await state()).history.length, 0);

  const other = await start(context);
  other.steady(36, { status: 8 });
  assert.equal(await code(other.calibrate(body)), 'not_steady', 'warming');
  const stuck = await start(context);
  stuck.steady(36, { object_c: 36, ambient_c: 23 });
  assert.equal(await code(stuck.calibrate(body)), 'not_steady', 'stuck');
  const far = await start(context);
  far.steady(36);
  assert.equal(await code(far.calibrate({ ...body, reference_c: 40 })), 'reference_implausible');
  assert.equal(await code(far.calibrate({ ...body, reference_c: 20 })), 'invalid_request');
  assert.equal(await code(far.calibrate({ ...body, reference: 'hand' })), 'invalid_request');
  assert.equal((await far.state()).history.length, 0);
  steady(36);
});

test('a simulated calibration says nothing about a real sensor', async (context) => {
  const { edge, state, calibrate, steady } = await start(context);
  steady(36);
  assert.equal((await calibrate({ reference: 'blackbody', reference_c: 37 })).status, 201);
  assert.equal((await state()).offset_c, 1);
  edge.thermometer.simulated = false;
  assert.deepEqual([(await state()).offset_c, (await state()).due], [0, true]);
});

test('health says that a calibration is due, and is well all the same', async (context) => {
  const { edge, calibrate, steady } = await start(context);
  const part = async () => ((await (await edge.request('/api/health')).json()) as Health).parts.thermometer;
  const never = await part();
  assert.deepEqual([never.status, never.calibration.due, never.calibration.at], ['ok', true, null]);
  assert.match(never.detail, /never calibrated/);
  steady(36);
  await calibrate({ reference: 'blackbody', reference_c: 36.2 });
  assert.deepEqual([(await part()).calibration.due, (await part()).calibration.offset_c], [false, 0.2]);
  edge.store.database.exec("update calibrations set at = '2025-01-01T00:00:00.000Z'");
  assert.match((await part()).detail, /too old/);
  assert.equal((await part()).status, 'ok');
});

test('the adaptive threshold is the median of the last visitors plus the margin, and decides nothing', async (context) => {
  const { edge } = await start(context, { settings: { adaptiveMargin: 0.5 } });
  const part = async () => ((await (await edge.request('/api/health')).json()) as Health).parts.thermometer;
  for (let i = 0; i < 20; i++) {
    assert.equal((await part()).adaptive_c, null, `after ${i}`);
    await edge.visit(evidence(), i === 7 ? 36.9 : 36.2);
  }
  assert.equal((await part()).adaptive_c, 36.7);
  const verdict = await edge.visit(evidence(), 36.9);
  assert.equal(verdict.verdict, 'pass', 'over the adaptive, under the fixed threshold');
  assert.equal((verdict.temperature as { adaptive_c: number }).adaptive_c, 36.7);
  assert.equal(edge.store.listVisits(1)[0]!.adaptive_c, 36.7);
});
