import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type Allowed,
  AuditList,
  FleetAlarms,
  FleetAnswer,
  FleetHealth,
  FleetKiosks,
  FleetTotals,
  FleetVisits,
  Scope,
  Session,
  Statistics,
  Today,
  VisitList,
} from '../../../../edge-server/contract/index.ts';
import { row } from '../cloud.ts';
import { TestFleet } from '../fleet.ts';

const EVERYONE = 'everyone';
const PERSON: Allowed[] = ['viewer', 'admin'];
const READER: Allowed[] = [...PERSON, 'token:history'];
const ADMIN: Allowed[] = ['admin'];

/** Whom each route of the fleet role lets in, written by hand; a route that is not here fails. */
const TABLE: Record<string, typeof EVERYONE | Allowed[]> = {
  'GET /api/health': EVERYONE,
  'GET /api/health/live': EVERYONE,
  'GET /api/health/ready': EVERYONE,
  'GET /api/openapi.json': EVERYONE,
  'GET /api/reference': EVERYONE,
  'GET /api/settings': PERSON,
  'GET /api/events': PERSON,
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
  'GET /api/admin/users': ADMIN,
  'POST /api/admin/users': ADMIN,
  'PATCH /api/admin/users/:id': ADMIN,
  'DELETE /api/admin/users/:id': ADMIN,
  'GET /api/admin/tokens': ADMIN,
  'POST /api/admin/tokens': ADMIN,
  'DELETE /api/admin/tokens/:id': ADMIN,
  'GET /api/admin/audit': ADMIN,
  'GET /api/admin/kiosks': PERSON,
  'GET /api/admin/kiosks/:kiosk/answer': ADMIN,
  'GET /api/admin/alarms': PERSON,
  'GET /api/admin/today': READER,
  'GET /api/admin/visits': READER,
  'GET /api/admin/visits.csv': READER,
  'GET /api/admin/statistics': READER,
  'GET /api/admin/totals': READER,
  'GET /': EVERYONE,
  'GET /admin': EVERYONE,
  'GET /admin/*': EVERYONE,
  'GET /*': EVERYONE,
};
/** What a route needs to be asked at all. */
const QUERY: Record<string, string> = {
  'GET /api/admin/statistics': '?from=2026-11-20&to=2026-11-20',
  'GET /api/admin/totals': '?from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z',
};
const WHO: ('nobody' | Allowed)[] = ['nobody', ...PERSON, ...Scope.options.map((s) => `token:${s}` as const)];

let fleet: TestFleet;
const warm = row('2026-11-20T01:00:00.000Z', { verdict: 'deny', reasons: ['fever'], estimate_c: 38.2 });
const moved = row('2026-11-20T02:00:00.000Z');
before(async () => {
  fleet = await TestFleet.start();
  const { cloud } = fleet;
  for (const id of ['a1', 'a2', 'b1', 'gone']) await cloud.kiosk(id);
  await cloud.database.exec(
    "update kiosks set site = upper(left(kiosk_id, 1)); update kiosks set revoked_at = now() where kiosk_id = 'gone'",
  );
  await cloud.ingest('a1', [row('2026-11-20T00:10:00.000Z'), warm]);
  await cloud.ingest('a2', [
    moved,
    row('2026-11-21T00:10:00.000Z', { verdict: 'staff', attempt_of: warm.id }),
  ]);
  await cloud.events('a2', [
    {
      id: 1,
      visit_id: moved.id,
      kind: 'clock',
      at: '2026-11-21T00:00:00Z',
      data: { visited: '2026-11-20T05:00:00.000Z' },
    },
  ]);
  await cloud.report('a1', {
    heartbeat: { version: '9', model: 'mask-9', state: 'ok', outbox: 3 },
    alarms: [1, 2, 3].map((id) => ({
      id,
      code: id === 1 ? 'of_a_newer_version' : 'fever',
      subject: '',
      severity: id === 1 ? 'critical' : 'warning',
      detail: 'x',
      count: 1,
      opened_at: `2026-11-20T0${id}:00:00Z`,
      cleared_at: id === 3 ? '2026-11-20T09:00:00Z' : null,
    })),
  });
  await cloud.rollUp('a1', 'a2');
});
after(() => fleet.stop());

test('the table has every route of the fleet role, and no other', () => {
  const all = fleet.server.app.routes.filter(({ method }) => method !== 'ALL');
  const routes = [...new Set(all.map(({ method, path }) => `${method} ${path}`))];
  assert.deepEqual(Object.keys(TABLE).sort(), routes.sort());
});

for (const [route, allowed] of Object.entries(TABLE)) {
  test(`${route}: ${allowed === EVERYONE ? EVERYONE : allowed.join(', ')}`, async () => {
    const [method, path] = route.split(' ') as [string, string];
    for (const who of WHO) {
      const url =
        path.replace(':id', '99').replace(':kiosk', 'a1').replace('*', 'nothing') + (QUERY[route] ?? '');
      const response = await fleet.request(method, url, fleet.as(who));
      const passed = response.status !== 401 && response.status !== 403;
      assert.equal(
        passed,
        allowed === EVERYONE || allowed.includes(who as Allowed),
        `${who}: ${response.status}`,
      );
      assert.ok(response.status < 500 || response.status === 503, `${who}: ${response.status}`);
      await response.body?.cancel().catch(() => undefined);
    }
  });
}

test('what needs a device is not here, and says where it is', async () => {
  for (const path of [
    '/api/admin/door/unlock',
    '/api/admin/settings',
    '/api/visits',
    '/metrics',
    '/api/admin/rules',
  ]) {
    const response = await fleet.request(path.includes('unlock') ? 'POST' : 'GET', path, fleet.as('admin'));
    assert.equal(response.status, 404, path);
  }
  const answer = await fleet.request('GET', '/api/admin/settings', fleet.as('admin'));
  assert.match(((await answer.json()) as { detail: string }).detail, /admin page of each kiosk/);
});

test('the page is told which server it is on', async () => {
  assert.equal(Session.parse(await fleet.get('/api/session')).role, 'fleet');
  const { role, parts } = FleetHealth.parse(await fleet.get('/api/health'));
  assert.deepEqual([role, parts.kiosks.known, parts.kiosks.silent, parts.alarms.active], ['fleet', 3, 1, 2]);
});

test('kiosks by pages, with presence, version and alarms', async () => {
  const first = FleetKiosks.parse(await fleet.get('/api/admin/kiosks?limit=2'));
  const second = FleetKiosks.parse(await fleet.get(`/api/admin/kiosks?limit=2&after=${first.next}`));
  assert.equal(second.next, null);
  const seen = [...first.kiosks, ...second.kiosks].map((k) => [
    k.kiosk_id,
    k.site,
    k.presence,
    k.revoked,
    k.alarms.active,
  ]);
  assert.deepEqual(seen, [
    ['a1', 'A', 'here', false, 2],
    ['a2', 'A', 'here', false, 0],
    ['b1', 'B', 'never', false, 0],
    ['gone', 'G', 'never', true, 0],
  ]);
  const [a1] = first.kiosks;
  assert.deepEqual(
    [a1!.version, a1!.model, a1!.heartbeat!.outbox, a1!.alarms.critical],
    ['9', 'mask-9', 3, 1],
  );
  assert.equal(FleetKiosks.parse(await fleet.get('/api/admin/kiosks?site=B')).kiosks.length, 1);
});

test('what a kiosk made of a version and of a command, and the text that it answered', async () => {
  const at = '2026-11-29T01:00:00.000Z';
  const software = { wanted: '0.2.0', status: 'rolled_back', says: 'It was not well.', at };
  const command = { version: 8, what: 'doctor', status: 'done', says: '', at };
  const settings = { version: null, status: 'none', reason: '', model: null, at };
  const answer = { version: 8, what: 'doctor', at, text: 'ok    store' };
  await fleet.cloud.report('b1', { fleet: { ...settings, software, command }, answer });
  const { kiosks } = FleetKiosks.parse(await fleet.get('/api/admin/kiosks?site=B'));
  assert.deepEqual([kiosks[0]?.fleet?.software, kiosks[0]?.fleet?.command], [software, command]);
  const read = async (kiosk: string) => {
    const response = await fleet.request('GET', `/api/admin/kiosks/${kiosk}/answer`, fleet.as('admin'));
    return FleetAnswer.parse(await response.json()).answer;
  };
  assert.deepEqual(await read('b1'), answer);
  assert.equal(await read('a1'), null);
  await fleet.cloud.report('b1', { answer: { ...answer, text: 'x'.repeat(70_000) } });
  assert.equal(await read('b1'), null, 'no kiosk fills the cloud');
});

test('alarms newest first by pages; those of a newer kiosk too; a damaged cursor is refused', async () => {
  const ids = async (query: string) => {
    const list = FleetAlarms.parse(await fleet.get(`/api/admin/alarms?${query}`));
    return { ids: list.alarms.map(({ kiosk_id, id }) => `${kiosk_id}:${id}`), next: list.next };
  };
  const first = await ids('state=all&limit=2');
  assert.deepEqual(first.ids, ['a1:3', 'a1:2']);
  assert.deepEqual(await ids(`state=all&limit=2&before=${encodeURIComponent(first.next!)}`), {
    ids: ['a1:1'],
    next: null,
  });
  assert.deepEqual((await ids('')).ids, ['a1:2', 'a1:1']);
  assert.deepEqual((await ids('kiosk=a2&state=all')).ids, []);
  const damaged = await fleet.request('GET', "/api/admin/alarms?before=2026'--", fleet.as('viewer'));
  assert.equal(damaged.status, 400);
});

test('visits of all kiosks by pages, with corrected times', async () => {
  const list = async (query: string) => FleetVisits.parse(await fleet.get(`/api/admin/visits?${query}`));
  const first = await list('limit=3');
  const second = await list(`limit=3&before=${first.next}`);
  assert.equal(second.next, null);
  assert.deepEqual(
    [...first.visits, ...second.visits].map(({ kiosk_id, visited }) => [kiosk_id, visited.slice(5, 16)]),
    [
      ['a2', '11-21T00:10'],
      ['a2', '11-20T05:00'],
      ['a1', '11-20T01:00'],
      ['a1', '11-20T00:10'],
    ],
  );
  assert.deepEqual(
    (await list('verdict=deny')).visits.map(({ id }) => id),
    [warm.id],
  );
  assert.equal((await list('site=B')).visits.length, 0);
  assert.equal((await list('kiosk=a1')).visits.length, 2);
  // Days are Seoul's, and of the time in the id.
  assert.equal((await list('from=2026-11-20&to=2026-11-20')).visits.length, 3);
  assert.equal((await list('from=2026-11-21')).visits.length, 1);
  assert.equal((await list('to=2026-11-19')).visits.length, 0);
  for (const filter of [
    'reason=fever',
    'least_c=38',
    `text=${warm.id}`,
    `text=${warm.id.slice(9, 30).toUpperCase()}`,
  ]) {
    assert.deepEqual(
      (await list(filter)).visits.map(({ id }) => id),
      [warm.id],
      filter,
    );
  }
  assert.equal((await list('mask=no_mask')).visits.length, 0);
  assert.equal((await list('simulated=1')).visits.length, 0);
  assert.equal((await list('most_c=37&simulated=0&mask=mask')).visits.length, 3);
});

test('visits as CSV: what the filter and the place leave, times corrected; a cloud that is away is not an empty file', async () => {
  const ask = (query: string) =>
    fleet.request('GET', `/api/admin/visits.csv?${query}`, fleet.as('token:history'));
  const cells = async (query: string) =>
    (await (await ask(query)).text())
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
  const [head = [], ...all] = await cells('');
  const [kiosk, id, visited] = ['kiosk_id', 'id', 'visited'].map((name) => head.indexOf(name));
  assert.deepEqual(
    all.map((line) => [line[kiosk!], line[visited!]!.slice(5, 16)]),
    [
      ['a2', '11-21T00:10'],
      ['a2', '11-20T05:00'],
      ['a1', '11-20T01:00'],
      ['a1', '11-20T00:10'],
    ],
  );
  assert.deepEqual((await cells('kiosk=a1&verdict=deny')).map((line) => line[id!]).slice(1), [warm.id]);
  assert.deepEqual(await cells('site=B'), [head]);
  const audit = await fleet.request('GET', '/api/admin/audit?action=visits&limit=2', fleet.as('admin'));
  const { entries } = AuditList.parse(await audit.json());
  assert.deepEqual(
    entries.map(({ action, after }) => [action, after]),
    [
      ['visits.csv', { site: 'B' }],
      ['visits.csv', { kiosk: 'a1', verdict: 'deny' }],
    ],
  );
  fleet.away = true;
  try {
    const response = await ask('');
    assert.equal(response.status, 503);
    assert.equal(response.headers.get('content-disposition'), null);
  } finally {
    fleet.away = false;
  }
});

test("the page of a kiosk reads the fleet's visits as its own", async () => {
  const { visits } = VisitList.parse(await fleet.get('/api/admin/visits'));
  assert.deepEqual(
    visits.map(({ synced, mark }) => [synced, mark]),
    Array(4).fill([true, null]),
  );
});

test('statistics of a kiosk, a site and all, in the zone of the days', async () => {
  const of = async (query: string, bucket = 'hour') =>
    Statistics.parse(
      await fleet.get(
        `/api/admin/statistics?from=2026-11-20&to=2026-11-20&bucket=${bucket}&zone=Asia/Seoul${query}`,
      ),
    );
  const all = await of('');
  const day = (await of('', 'day')).period;
  assert.deepEqual([day.totals, day.heat, day.buckets.length], [all.period.totals, all.period.heat, 1]);
  const { totals, heat, temperature, reasons } = all.period;
  assert.deepEqual([totals.pass, totals.deny, totals.staff, totals.visitors], [2, 1, 0, 3]);
  // 05:00 UTC, the corrected time, is 14 o'clock on a Friday.
  assert.deepEqual([heat[4]![9], heat[4]![10], heat[4]![14]], [1, 1, 1]);
  assert.deepEqual(temperature.bins, [
    { tenths: 365, count: 2 },
    { tenths: 382, count: 1 },
  ]);
  assert.equal(reasons.fever, 1);
  assert.equal((await of('&kiosk=a2')).period.totals.attempts, 1);
  assert.equal((await of('&site=A')).period.totals.attempts, 3);
  assert.equal((await of('&site=B')).period.totals.attempts, 0);
  const both = await fleet.request(
    'GET',
    '/api/admin/statistics?from=2026-11-20&to=2026-11-20&kiosk=a1&site=A',
    fleet.as('viewer'),
  );
  assert.equal(both.status, 400);
});

test('totals by kiosk and by site add up to all, whole days and parts of days alike', async () => {
  const of = async (query: string) => {
    const { totals } = FleetTotals.parse(await fleet.get(`/api/admin/totals?${query}`));
    return totals.map(({ key, attempts, visitors }) => [key, attempts, visitors]);
  };
  const days = 'from=2026-11-19T15:00:00Z&to=2026-11-21T15:00:00Z';
  assert.deepEqual(await of(days), [
    ['a1', 2, 2],
    ['a2', 2, 1],
  ]);
  assert.deepEqual(await of(`by=site&${days}`), [['A', 4, 3]]);
  assert.deepEqual(await of('from=2026-11-20T00:45:00Z&to=2026-11-20T05:15:00Z'), [
    ['a1', 1, 1],
    ['a2', 1, 1],
  ]);
});

test('today is counted in the zone of the settings', async () => {
  const { time_zone, attempts, hours } = Today.parse(await fleet.get('/api/admin/today'));
  assert.deepEqual([time_zone, attempts, hours.length], ['Asia/Seoul', 0, 24]);
});

test('a cloud that does not answer: a clear problem, health says so, and the pages stay', async () => {
  fleet.away = true;
  try {
    const response = await fleet.request('GET', '/api/admin/kiosks', fleet.as('viewer'));
    assert.equal(response.status, 503);
    assert.equal(((await response.json()) as { code: string }).code, 'cloud_away');
    assert.equal((await fleet.request('GET', '/api/session', {})).status, 200);
  } finally {
    fleet.away = false;
  }
});
