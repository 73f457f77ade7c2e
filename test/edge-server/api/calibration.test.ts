import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type {
  Calibration,
  CalibrationState,
  Health,
  HistoryRow,
} from '../../../edge-server/contract/index.ts';
import { PUBLISHED_GAP } from '../../../edge-server/screening/skin-to-body.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

async function start(context: TestContext, options: Parameters<typeof TestEdge.start>[0] = {}) {
  const edge = await TestEdge.start({ calibrated: false, ...options });
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

test('a comparison with a person takes the steady readings, is stored with date and author, and moves the next visit', async (context) => {
  const { edge, state, calibrate, steady } = await start(context);
  const before = await state();
  assert.deepEqual([before.offset_c, before.people, before.due, before.history], [0, 0, true, []]);
  assert.deepEqual(before.window, { steady: false, fault: 'stale' });

  // A forehead of 33.3 °C and 36.6 °C of a clinical thermometer: what an entrance has.
  steady(33.3);
  const { window } = await state();
  assert.ok(window.steady && window.measured_c.clinical === 33.3 && window.readings === 15);
  const response = await calibrate({ reference: 'clinical', reference_c: 36.6 });
  assert.equal(response.status, 201);
  const made = (await response.json()) as Calibration;
  assert.match(made.author, /^admin-/);
  assert.ok(Math.abs(Date.parse(made.at) - Date.now()) < 60_000);
  assert.deepEqual(
    [made.offset_before, made.offset_after, made.measured_c, made.reference_c, made.thermometer],
    [PUBLISHED_GAP, 3.3, 33.3, 36.6, 'serial'],
  );
  const after = await state();
  assert.deepEqual(
    [after.gap_c, after.people, after.uncertainty_c, after.due, after.history],
    [3.3, 1, 1.13, false, [made]],
  );

  const visit = evidence();
  const verdict = await edge.visit(visit, 33.5);
  assert.equal(verdict.verdict, 'pass');
  assert.equal((verdict.temperature as { estimate_c: number }).estimate_c, 36.8);
  const row = edge.store.listVisits(1)[0] as HistoryRow;
  assert.deepEqual(
    [row.object_c, row.estimate_c, row.uncertainty_c, row.fever_c, row.sensor_status, row.thermometer],
    [33.5, 36.8, 1.13, 37.5, 0, 'serial'],
  );
  assert.deepEqual(row.correction, {
    emissivity: 1,
    ambient_coefficient: 0,
    distance_coefficient: 0,
    offset: 0,
    calibration: 0,
    gap: 3.3,
    people: 1,
    calibration_id: made.id,
  });
  const [entry] = edge.store.database
    .prepare("select action, before, after from audit where action like 'thermometer.%'")
    .all();
  assert.deepEqual(
    { ...entry },
    { action: 'thermometer.calibrate', before: `${PUBLISHED_GAP}`, after: '3.3' },
  );
});

test('the gap of a site is the mean of the people compared since the last blackbody', async (context) => {
  const { edge, state, calibrate } = await start(context);
  const turn = async (reference: string, object_c: number, reference_c: number) => {
    for (let i = 0; i < 15; i++) edge.thermometer.send(object_c + 0.02 * ((i % 3) - 1));
    // Readings of the one before would not be steady together with these: the window is four seconds.
    const response = await calibrate({ reference, reference_c });
    assert.equal(response.status, 201, JSON.stringify(await response.clone().json()));
  };
  await turn('clinical', 33.3, 36.6);
  await turn('clinical', 33.3, 36.2);
  let now = await state();
  assert.deepEqual([now.offset_c, now.gap_c, now.people, now.uncertainty_c], [0, 3.1, 2, 0.98]);
  // A blackbody mends the sensor, and what was found with people before it holds no longer.
  await turn('blackbody', 33.3, 33.5);
  now = await state();
  assert.deepEqual([now.offset_c, now.gap_c, now.people, now.uncertainty_c], [0.2, PUBLISHED_GAP, 0, 1.26]);
  await turn('clinical', 33.3, 36.6);
  now = await state();
  assert.deepEqual([now.offset_c, now.gap_c, now.people], [0.2, 3.1, 1]);
});

test('a blackbody is compared with the raw value, a person with the skin that the sensor makes of it', async (context) => {
  const { state, steady } = await start(context, { settings: { temperatureOffset: 0.5 } });
  steady(33);
  const { window } = await state();
  assert.ok(window.steady);
  assert.deepEqual(window.measured_c, { blackbody: 33, clinical: 33.5 });
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
  const refused = async (reference: string, reference_c: number) =>
    code(far.calibrate({ reference, reference_c }));
  assert.equal(await refused('blackbody', 39.1), 'reference_implausible');
  assert.equal(await refused('blackbody', 32.9), 'reference_implausible');
  assert.equal(await refused('clinical', 41.1), 'reference_implausible', 'no person has such a forehead');
  assert.equal(await refused('clinical', 35.9), 'reference_implausible', 'no body is colder than its skin');
  assert.equal(await refused('blackbody', 20), 'invalid_request');
  assert.equal(await refused('hand', 36), 'invalid_request');
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
  assert.equal(never.fever_c, null, 'nothing is a fever yet');
  assert.match(never.detail, /never calibrated/);
  steady(36);
  await calibrate({ reference: 'blackbody', reference_c: 36.2 });
  assert.deepEqual([(await part()).calibration.due, (await part()).calibration.offset_c], [false, 0.2]);
  assert.equal((await part()).fever_c, 37.5);
  edge.store.database.exec("update calibrations set at = '2025-01-01T00:00:00.000Z'");
  assert.match((await part()).detail, /too old/);
  assert.equal((await part()).status, 'ok');
});

test('a thermometer that was never calibrated decides on nobody: the mask alone does, and nobody waits', async (context) => {
  const { edge } = await start(context);
  for (const celsius of [null, 31, 33.3, 39]) {
    const verdict = await edge.visit(evidence(), celsius);
    assert.deepEqual([verdict.verdict, verdict.reasons], ['pass', ['not_calibrated']], `${celsius} °C`);
    assert.equal(verdict.temperature, null);
  }
  const refused = await edge.visit(evidence({ mask: 'no_mask' }), 33.3);
  assert.deepEqual([refused.verdict, refused.reasons], ['deny', ['no_mask']]);
});

test('or temperatures are shown as not calibrated: measured and stored, without a threshold', async (context) => {
  const { edge } = await start(context, { settings: { uncalibrated: 'shown' } });
  for (const celsius of [31, 33.3, 39]) {
    const verdict = await edge.visit(evidence(), celsius);
    assert.deepEqual([verdict.verdict, verdict.reasons], ['pass', ['not_calibrated']], `${celsius} °C`);
    const { estimate_c, fever_c } = edge.store.listVisits(1)[0]!;
    assert.deepEqual([estimate_c, fever_c], [Math.round((celsius + PUBLISHED_GAP) * 100) / 100, null]);
  }
  const without = await edge.visit(evidence(), null);
  assert.deepEqual([without.verdict, without.reasons], ['pass', ['not_calibrated']]);
});

test('the kiosk page is told when a calibration changes what it asks for', async (context) => {
  const { edge, calibrate, steady } = await start(context);
  const abort = new AbortController();
  context.after(() => abort.abort());
  const stream = await edge.request('/api/events', { signal: abort.signal });
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  const policies = () => [...heard.matchAll(/"temperaturePolicy":"(\w+)"/g)].map(([, policy]) => policy);
  const until = async (count: number) => {
    while (policies().length < count) heard += (await reader.read()).value ?? '';
    return policies();
  };
  assert.deepEqual(await until(1), ['off']);
  steady(33.3);
  await calibrate({ reference: 'clinical', reference_c: 36.6 });
  assert.deepEqual(await until(2), ['off', 'required']);
});

test('the threshold by recent visitors decides when the site chooses it, once there are enough of them', async (context) => {
  const settings = { feverRule: 'recent', recentMargin: 0.5 } as const;
  const { edge } = await start(context, { settings, calibrated: true });
  const part = async () => ((await (await edge.request('/api/health')).json()) as Health).parts.thermometer;
  for (let i = 0; i < 20; i++) {
    assert.equal((await part()).fever_c, 37.5, `after ${i}`);
    await edge.visit(evidence(), i === 7 ? 36.9 : 36.2);
  }
  assert.deepEqual([(await part()).fever_c, (await part()).fever_rule], [36.7, 'recent']);
  const verdict = await edge.visit(evidence(), 36.9);
  assert.deepEqual([verdict.verdict, verdict.reasons], ['deny', ['fever']]);
  assert.equal(edge.store.listVisits(1)[0]!.fever_c, 36.7);
});
