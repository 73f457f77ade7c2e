/** The light of the Now page: what makes it red, amber and green. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Health } from '../../../edge-server/contract/health.ts';
import { type Entrance, entrance } from '../../../web/admin/pages/now/entrance.ts';

/** Every part well, then what a case changes. */
function parts(changes: { [Part in keyof Health['parts']]?: Partial<Health['parts'][Part]> } = {}): Health {
  const well: Record<string, object> = {
    store: {},
    thermometer: {},
    sync: {},
    kiosk: { last_seen_ms: 900, open: true, camera: 'live' },
    model: {},
    clock: {},
    hardware: {},
    software: {},
    disk: {},
    door: { locked: false, contact: 'off' },
    bucket: { status: 'off' },
    mqtt: { status: 'off' },
    alarms: {},
  };
  const names = Object.keys(well) as (keyof Health['parts'])[];
  const all = names.map((name) => [name, { status: 'ok', detail: '', ...well[name], ...changes[name] }]);
  return { parts: Object.fromEntries(all) } as Health;
}
const light = (health: Health | null, more: Partial<Parameters<typeof entrance>[0]> = {}): Entrance =>
  entrance({ server: 'ok', health, alarms: [], temperatureRequired: true, ...more });
const open = (severity: 'warning' | 'critical') => ({ severity, acknowledged_at: null, cleared_at: null });

test('green only when everything is well; what is switched off is not a trouble; without an answer it is unknown', () => {
  assert.deepEqual(light(parts()), { light: 'go', causes: [] });
  assert.equal(light(parts({ thermometer: { status: 'off' }, sync: { status: 'off' } })).light, 'go');
  const night = { status: 'off', open: false, camera: 'lost' } as const;
  assert.equal(light(parts({ kiosk: { ...night, last_seen_ms: null } })).light, 'go', 'closed');
  assert.equal(light(parts({ kiosk: { ...night, last_seen_ms: 9e6 } })).light, 'go', 'closed since hours');
  assert.equal(light(null).light, 'unknown');
  assert.equal(light(null, { server: 'connecting' }).light, 'unknown');
});

test('red: whatever keeps the next visitor from being judged or let in', () => {
  const cases: [Health, string][] = [
    [parts({ store: { status: 'down' } }), 'store_down'],
    [parts({ model: { status: 'down' } }), 'model_down'],
    [parts({ thermometer: { status: 'down' } }), 'thermometer_down'],
    [parts({ kiosk: { status: 'down', last_seen_ms: 40_000 } }), 'kiosk_silent'],
    [parts({ kiosk: { status: 'ok', last_seen_ms: null, camera: null } }), 'kiosk_never'],
    [parts({ kiosk: { status: 'degraded', camera: 'black' } }), 'camera'],
    [parts({ door: { locked: true, contact: 'off' } }), 'locked'],
  ];
  for (const [health, cause] of cases)
    assert.deepEqual(light(health), { light: 'stop', causes: [cause] }, cause);
  // What was known last is no longer true.
  assert.deepEqual(light(parts(), { server: 'away' }), { light: 'stop', causes: ['server_away'] });
  assert.deepEqual(light(parts(), { alarms: [open('critical')] }), { light: 'stop', causes: ['alarm'] });
});

test('amber: what does not hold up the next visitor', () => {
  for (const part of [
    'sync',
    'clock',
    'disk',
    'hardware',
    'bucket',
    'mqtt',
    'kiosk',
    'thermometer',
  ] as const) {
    const { light: shown, causes } = light(parts({ [part]: { status: 'degraded' } }));
    assert.deepEqual([shown, causes.length], ['look', 1], part);
  }
  for (const contact of ['left_open', 'forced'] as const) {
    const shown = light(parts({ door: { contact } }));
    assert.deepEqual(shown, { light: 'look', causes: [`door_${contact}`] });
  }
  assert.equal(light(parts({ door: { contact: 'open' } })).light, 'go');
  assert.equal(light(parts({ sync: { status: 'down' } })).light, 'look');
  assert.equal(
    light(parts({ thermometer: { status: 'down' } }), { temperatureRequired: false }).light,
    'look',
  );
  assert.deepEqual(light(parts(), { alarms: [open('warning')] }), { light: 'look', causes: ['alarm'] });
});

test('an alarm that somebody has seen, or that is over, gives the light back to the parts', () => {
  const at = '2026-11-25T00:00:00Z';
  const alarms = [
    { ...open('critical'), acknowledged_at: at },
    { ...open('critical'), cleared_at: at },
  ];
  assert.equal(light(parts(), { alarms }).light, 'go');
  assert.equal(light(parts({ disk: { status: 'down' } }), { alarms }).light, 'look');
});
