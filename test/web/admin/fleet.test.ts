import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FleetHealth } from '../../../edge-server/contract/fleet.ts';
import { ROUTES } from '../../../web/admin/layout/routes.ts';
import { fleetLight } from '../../../web/admin/pages/now/fleet-light.ts';
import { fleetCalls } from '../../../web/admin/state/fleet-calls.ts';
import { placeIn } from '../../../web/admin/state/place.ts';
import { Api } from '../../../web/shared/api.ts';

const part = { status: 'ok', detail: '' } as const;
function health(changes: Partial<FleetHealth['parts']> = {}): FleetHealth {
  return {
    role: 'fleet',
    status: 'ok',
    version: '1',
    parts: {
      cloud: part,
      kiosks: { ...part, known: 9, silent: 0 },
      alarms: { ...part, active: 0 },
      ...changes,
    },
  };
}

test('the light of all kiosks: red for what nobody can see or a critical alarm, amber for a silent one', () => {
  const of = (parts: Partial<FleetHealth['parts']>, severities: string[] = []) =>
    fleetLight({
      server: 'ok',
      health: health(parts),
      alarms: severities.map((severity) => ({ severity })),
    });
  assert.deepEqual(of({}), { light: 'go', causes: [] });
  assert.deepEqual(of({ kiosks: { ...part, known: 9, silent: 2 } }), { light: 'look', causes: ['silent'] });
  assert.deepEqual(of({ cloud: { status: 'degraded', detail: '' } }).causes, ['maintenance']);
  assert.deepEqual(of({}, ['warning']), { light: 'look', causes: ['alarms'] });
  assert.deepEqual(of({}, ['warning', 'critical']), { light: 'stop', causes: ['critical'] });
  assert.deepEqual(of({ cloud: { status: 'down', detail: '' } }), { light: 'stop', causes: ['cloud'] });
  assert.equal(fleetLight({ server: 'away', health: health(), alarms: [] }).light, 'stop');
  assert.equal(fleetLight({ server: 'ok', health: null, alarms: [] }).light, 'unknown');
});

test('the place of an address: a kiosk before a site, and nothing that is neither', () => {
  const of = (query: string) => placeIn(new URLSearchParams(query));
  assert.deepEqual(of('kiosk=door-1&site=Busan'), { kiosk: 'door-1' });
  assert.deepEqual(of('site=Busan'), { site: 'Busan' });
  assert.deepEqual(of(`kiosk=%2F..&site=${'x'.repeat(64)}`), {});
});

test('kiosks are asked for until there is no further page', async () => {
  const asked: string[] = [];
  const kiosk = (kiosk_id: string) => ({
    ...{ kiosk_id, site: '', name: '', revoked: false, last_seen: null, presence: 'never' },
    ...{ version: null, model: null, state: null, heartbeat_at: null, heartbeat: null, fleet: null },
    ...{ alarms: { active: 0, critical: 0 }, unread: [] },
  });
  const api = new Api(async (path) => {
    asked.push(String(path));
    const first = asked.length === 1;
    return Response.json({ kiosks: [kiosk(first ? 'a' : 'b')], next: first ? 'a' : null, unreadable: 0 });
  });
  const all = await fleetCalls(api).kiosks();
  assert.deepEqual(
    all.map(({ kiosk_id }) => kiosk_id),
    ['a', 'b'],
  );
  assert.deepEqual(asked, ['/api/admin/kiosks?limit=500', '/api/admin/kiosks?limit=500&after=a']);
});

test('the fleet offers only pages that need no device', () => {
  const offered = ROUTES.filter(({ servers }) => servers.includes('fleet')).map(({ name }) => name);
  assert.deepEqual(offered, ['now', 'statistics', 'visits', 'alarms', 'devices', 'people']);
  assert.ok(ROUTES.every(({ servers }) => servers.includes('edge')));
});
