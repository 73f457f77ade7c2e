import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Health } from '../../../edge-server/contract/health.ts';
import { partLines } from '../../../web/admin/format/health.ts';
import { language } from '../../../web/shared/language.ts';

const health = (change: (parts: Health['parts']) => void = () => undefined): Health => {
  const parts: Health['parts'] = {
    store: { status: 'ok', detail: '', visits: 9, outbox: 0 },
    thermometer: {
      status: 'ok',
      detail: '',
      state: 'live',
      simulated: false,
      age_ms: 200,
      source: 'serial',
      firmware: null,
      counters: {},
      calibration: {
        ...{ due: false, at: '2026-11-01T00:00:00.000Z', offset_c: 0, moved_c: null },
        ...{ gap_c: 2.45, people: 3, uncertainty_c: 0.92 },
      },
      fever_c: 37.5,
      fever_rule: 'fixed',
    },
    sync: { status: 'ok', detail: '', lag_ms: null, target: 'postgres' },
    kiosk: {
      status: 'ok',
      detail: '',
      last_seen_ms: 1000,
      open: true,
      camera: 'live',
      restart: null,
      vision: null,
    },
    model: { status: 'ok', detail: '', version: 'mask-1', tried: null, last: '' },
    clock: { status: 'ok', detail: '', synchronised: true },
    hardware: {
      status: 'ok',
      detail: '',
      under_voltage: null,
      throttled: null,
      card_worn: null,
      processor_c: null,
    },
    software: { status: 'off', detail: '', wanted: null, state: null },
    disk: { status: 'ok', detail: '', free_bytes: 1e10, total_bytes: 3e10 },
    door: { status: 'ok', detail: '', locked: false, contact: 'off' },
    bucket: { status: 'off', detail: '', waiting: 0, refused: null },
    mqtt: { status: 'off', detail: '', connected: false, queued: 0, away: null, refused: null },
    alarms: { status: 'ok', detail: '', active: 0, codes: [] },
  };
  change(parts);
  return { status: 'ok', version: '0.1.0', kiosk_id: 'k', parts };
};

function lines(state: Health, age = 0) {
  language.value = 'en';
  const all = partLines({ health: state, age, reading: null, now: 0, language: 'en', zone: 'Asia/Seoul' });
  return Object.fromEntries(all.map((line) => [line.key, line]));
}

test('a Postgres that is away is said plainly, with what waits and what the server knows', () => {
  const line = lines(
    health((parts) => {
      parts.sync = { status: 'down', detail: 'ECONNREFUSED', lag_ms: 9000, target: 'postgres' };
      parts.store.outbox = 12;
    }),
  ).cloud;
  assert.equal(line?.says, 'Postgres is away. 12 visits wait and will be sent when it is back.');
  assert.equal(line?.detail, 'ECONNREFUSED');
});

test('a queue says how long its oldest waits, and that grows while no news comes', () => {
  const waiting = health((parts) => {
    parts.sync.lag_ms = 30_000;
    parts.store.outbox = 1;
  });
  assert.equal(lines(waiting).cloud?.says, '1 visit waits, the oldest for 30 seconds');
  assert.equal(lines(waiting, 90_000).cloud?.says, '1 visit waits, the oldest for 2 minutes');
});

test('a kiosk page that was never opened needs somebody, one with a bad camera is not called gone', () => {
  const never = lines(
    health((parts) => {
      parts.kiosk = {
        status: 'off',
        detail: 'x',
        last_seen_ms: null,
        open: true,
        camera: null,
        restart: null,
        vision: null,
      };
    }),
  ).kiosk_page;
  assert.deepEqual(
    [never?.status, never?.says],
    ['degraded', 'Not seen since the start. Open the kiosk’s browser.'],
  );
  const camera = health((parts) => {
    parts.kiosk = {
      status: 'degraded',
      detail: 'No camera.',
      last_seen_ms: 2000,
      open: true,
      camera: 'lost',
      restart: null,
      vision: null,
    };
  });
  assert.equal(lines(camera).kiosk_page?.says, 'Answered 2 seconds ago');
  assert.match(lines(camera, 60_000).kiosk_page?.says ?? '', /^Last answered 1 minute ago/);
});

test('a simulated thermometer says so in its line', () => {
  assert.equal(lines(health()).thermometer?.simulated, false);
  const simulated = health((parts) => {
    parts.thermometer.simulated = true;
  });
  assert.equal(lines(simulated).thermometer?.simulated, true);
});
