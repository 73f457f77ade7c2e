/**
 * Every route × everyone who may come. The routes are the app's own; one that is not in the table fails, so
 * whoever adds a route says here who may use it. `allowed` is written by hand and not taken from the routes.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Allowed, Scope } from '../../../edge-server/contract/index.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

const EVERYONE = 'everyone';
const ADMIN: Allowed[] = ['admin'];
const PERSON: Allowed[] = ['viewer', 'admin'];

/** Whom each route lets in. */
const TABLE: Record<string, typeof EVERYONE | Allowed[]> = {
  'GET /api/health': EVERYONE,
  'GET /api/health/live': EVERYONE,
  'GET /api/health/ready': EVERYONE,
  'GET /metrics': ['admin', 'token:metrics'],
  'GET /api/openapi.json': EVERYONE,
  'GET /api/reference': EVERYONE,
  'GET /api/settings': ['kiosk', ...PERSON],
  'GET /api/events': ['kiosk', ...PERSON, 'token:events'],
  'POST /api/kiosk/heartbeat': ['kiosk'],
  'POST /api/kiosk/call': ['kiosk'],
  'GET /api/admin/machine': PERSON,
  'POST /api/admin/camera-check': ADMIN,
  'PUT /api/kiosk/camera-check/:id': ['kiosk'],
  'POST /api/kiosk/camera-check/:id/refusal': ['kiosk'],
  'PUT /api/visits/:id/presence': ['kiosk'],
  'POST /api/visits': ['kiosk'],
  'GET /api/visits/:id': ['kiosk', ...PERSON, 'token:history'],
  'GET /api/admin/today': [...PERSON, 'token:history'],
  'GET /api/admin/visits': [...PERSON, 'token:history'],
  'GET /api/admin/visits.csv': [...PERSON, 'token:history'],
  'PUT /api/admin/visits/:id/mark': PERSON,
  'DELETE /api/admin/visits/:id/mark': PERSON,
  'GET /api/captures/:id': ADMIN,
  'GET /api/admin/marks.tar': ADMIN,
  'GET /api/admin/statistics': [...PERSON, 'token:history'],
  'GET /api/admin/alarms': PERSON,
  'POST /api/admin/alarms/:id/acknowledge': PERSON,
  'DELETE /api/admin/alarms/:id/acknowledge': PERSON,
  'GET /api/admin/rules': PERSON,
  'POST /api/admin/rules': ['admin'],
  'POST /api/admin/rules/try': ['admin'],
  'PUT /api/admin/rules/:id': ['admin'],
  'DELETE /api/admin/rules/:id': ['admin'],
  'GET /api/admin/webhook-secret': ADMIN,
  'POST /api/admin/webhook-secret': ADMIN,
  'POST /api/admin/webhooks/test': ADMIN,
  'GET /api/admin/pairings': ADMIN,
  'POST /api/admin/pairings/code': ADMIN,
  'POST /api/admin/pairings/screen': ADMIN,
  'POST /api/kiosk/pairing': EVERYONE,
  'DELETE /api/admin/pairings/:id': ADMIN,
  'POST /api/admin/door/unlock': PERSON,
  'POST /api/admin/staff-pass': PERSON,
  'GET /api/admin/calibrations': PERSON,
  'POST /api/admin/calibrations': ['admin'],
  'POST /temperature/': ['token:temperature'],
  'PUT /api/captures/:id': ['kiosk'],
  'POST /mask/': ['token:mask'],
  'GET /api/session': EVERYONE,
  'POST /api/session': EVERYONE,
  'POST /api/session/code': EVERYONE,
  'DELETE /api/session': EVERYONE,
  'DELETE /api/session/all': PERSON,
  'PUT /api/session/password': PERSON,
  'GET /api/session/factor': PERSON,
  'POST /api/session/factor': PERSON,
  'PUT /api/session/factor': PERSON,
  'POST /api/session/factor/removal': PERSON,
  'DELETE /api/admin/users/:id/factor': ADMIN,
  'GET /api/admin/settings': PERSON,
  'PATCH /api/admin/settings': ADMIN,
  'GET /api/admin/settings/history': PERSON,
  'POST /api/admin/settings/history/:id/undo': ADMIN,
  'GET /api/admin/users': ADMIN,
  'POST /api/admin/users': ADMIN,
  'PATCH /api/admin/users/:id': ADMIN,
  'DELETE /api/admin/users/:id': ADMIN,
  'GET /api/admin/tokens': ADMIN,
  'POST /api/admin/tokens': ADMIN,
  'DELETE /api/admin/tokens/:id': ADMIN,
  'GET /api/admin/audit': ADMIN,
  // Pages: what they show comes from the API.
  'GET /': EVERYONE,
  'GET /admin': EVERYONE,
  'GET /admin/*': EVERYONE,
  'GET /*': EVERYONE,
  'GET /replay/*': ['kiosk', ...PERSON],
};

const WHO: ('nobody' | Allowed)[] = [
  'nobody',
  'kiosk',
  ...PERSON,
  ...Scope.options.map((scope) => `token:${scope}` as const),
];

let edge: TestEdge;
before(async () => {
  edge = await TestEdge.start({ env: { KF99_REPLAY: import.meta.dirname } });
});
after(() => edge.stop());

/** The app's routes without its middleware. */
function routes(): string[] {
  const all = edge.edge.app.routes.filter(({ method }) => method !== 'ALL');
  return [...new Set(all.map(({ method, path }) => `${method} ${path}`))];
}

test('the table has every route of the app, and no other', () => {
  assert.deepEqual(Object.keys(TABLE).sort(), routes().sort());
});

for (const [route, allowed] of Object.entries(TABLE)) {
  test(`${route}: ${allowed === EVERYONE ? EVERYONE : allowed.join(', ')}`, async () => {
    const [method, path] = route.split(' ') as [string, string];
    for (const who of WHO) {
      const headers = edge.as(who);
      const url = path
        .replace(':id', /visits|captures/.test(path) ? evidence().id : '1')
        .replace('*', 'nothing');
      const response =
        method === 'GET' ? await edge.request(url, { headers }) : await edge.send(method, url, {}, headers);
      const passed = response.status !== 401 && response.status !== 403;
      const expected = allowed === EVERYONE || allowed.includes(who as Allowed);
      assert.equal(passed, expected, `${who}: ${response.status}`);
      // An empty body or an unknown id may be refused; a 5xx never comes (pages may not be built).
      assert.ok(response.status < 500 || response.status === 503, `${who}: ${response.status}`);
      if (!passed) {
        const { code } = (await response.json()) as { code: string };
        assert.match(code, /^(not_paired|login_required|token_required|forbidden)$/);
        const nobody = who === 'nobody' || who === 'kiosk';
        if (nobody) assert.equal(response.status, 401, who);
      }
      await response.body?.cancel().catch(() => undefined);
    }
  });
}

test('a token that is none is 401, as is another scheme', async () => {
  for (const authorization of ['Bearer kf99_wrong', 'Bearer ', 'Basic YTpi', 'Bearer a b']) {
    const response = await edge.request('/api/events', { headers: { authorization } });
    assert.equal(response.status, 401, authorization);
    assert.equal(((await response.json()) as { code: string }).code, 'token_required');
  }
});
