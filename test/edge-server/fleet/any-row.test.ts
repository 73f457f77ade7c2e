/** No words of one kiosk may cost the pages of all: whatever the cloud takes, every page of the fleet can be read. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import {
  FleetAlarms,
  FleetHealth,
  FleetKiosks,
  FleetTotals,
  FleetVisits,
  type HistoryRow,
  Statistics,
  Today,
  VISIT_COLUMNS,
  VisitList,
} from '../../../edge-server/contract/index.ts';
import { toColumns } from '../doubles/history-row.ts';
import { row } from './cloud.ts';
import { TestFleet } from './fleet.ts';

let fleet: TestFleet;
before(async () => {
  fleet = await TestFleet.start();
  for (const id of ['good', 'bad', 'gone']) await fleet.cloud.kiosk(id);
  await fleet.cloud.ingest('good', [row(new Date(Date.now() - 60_000).toISOString())]);
});
after(() => fleet.stop());

const DAY_MS = 86_400_000;
const ahead = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

/** Answers the SQLSTATE of a refusal, or null when it was taken. */
async function send(name: string, argument: unknown, kiosk = 'bad'): Promise<string | null> {
  try {
    const sent = name === 'kf99_ingest' ? argument : JSON.stringify(argument);
    await fleet.cloud.query(`select ${name}($1, $2)`, [kiosk, sent]);
    return null;
  } catch (error) {
    return String((error as { code?: string }).code);
  }
}

/** Reads all that the pages read, as they read it; answers the visits and alarms that are shown. */
async function readEveryPage(): Promise<{ visits: string[]; alarms: string[] }> {
  const found = { visits: [] as string[], alarms: [] as string[] };
  FleetHealth.parse(await fleet.get('/api/health'));
  const kiosks = FleetKiosks.parse(await fleet.get('/api/admin/kiosks'));
  assert.ok(kiosks.kiosks.some(({ kiosk_id }) => kiosk_id === 'bad'));
  for (let next: string | null = ''; next !== null; ) {
    const before = next === '' ? '' : `&before=${encodeURIComponent(next)}`;
    const page = FleetAlarms.parse(await fleet.get(`/api/admin/alarms?state=all&limit=200${before}`));
    found.alarms.push(...page.alarms.map(({ kiosk_id, id }) => `${kiosk_id}:${id}`));
    next = page.next;
  }
  for (let next: string | null = ''; next !== null; ) {
    const url = `/api/admin/visits?limit=200${next === '' ? '' : `&before=${next}`}`;
    const page: FleetVisits = FleetVisits.parse(await fleet.get(url));
    VisitList.parse(page);
    found.visits.push(...page.visits.map(({ id }) => id));
    next = page.next;
  }
  const csv = await fleet.request('GET', '/api/admin/visits.csv', fleet.as('viewer'));
  assert.ok((await csv.text()).split('\r\n').length > 2);
  Today.parse(await fleet.get('/api/admin/today'));
  const days = `from=${ahead(-720).slice(0, 10)}&to=${ahead(370).slice(0, 10)}&bucket=month`;
  for (const place of ['', '&kiosk=bad']) {
    Statistics.parse(await fleet.get(`/api/admin/statistics?${days}${place}`));
  }
  for (const by of ['kiosk', 'site']) {
    FleetTotals.parse(
      await fleet.get(`/api/admin/totals?by=${by}&from=1970-01-01T00:00:00Z&to=${ahead(400)}`),
    );
  }
  return found;
}

const REFUSED_ROWS: Record<string, Partial<Record<keyof HistoryRow, unknown>>> = {
  'a time in another millennium': { visited: '12026-11-20T00:00:00Z' },
  'a time before Christ': { visited: '0044-03-15 BC' },
  'no time at all': { visited: 'infinity' },
  'a time two years ahead': { visited: ahead(730) },
  'an id two years ahead': { id: uuidv7({ msecs: Date.now() + 730 * DAY_MS }) },
  'an id without a time': { id: uuidv4() },
  'a probability that is none': { p_mask: 'NaN' },
  'a temperature that is none': { estimate_c: 'Infinity' },
  'a time to the verdict that is none': { mask_ms: -1 },
  'a long text': { model: 'm'.repeat(10_000) },
  'a thousand reasons': { reasons: Array.from({ length: 1000 }, (_, i) => `reason_${i}`) },
  'a long reason': { reasons: ['r'.repeat(5000)] },
};
for (const [name, rest] of Object.entries(REFUSED_ROWS)) {
  test(`refused as a row, which its kiosk sets aside: ${name}`, async () => {
    const code = await send('kf99_ingest', toColumns([row(ahead(-1), rest as Partial<HistoryRow>)]));
    assert.match(code ?? 'taken', /^2[23]/);
    assert.notEqual(code, '22023', 'that would be said to be the schema’s fault');
  });
}

test('a clock without a battery, and codes of a newer kiosk, are taken and shown as they are', async () => {
  const dead = row('1970-01-01T00:00:10.000Z', { clock: 'unsynchronised' });
  const newer = row(ahead(-2), {
    reasons: ['face_shield'] as never,
    mask: 'undecided',
    cause: 'too_shiny' as never,
  });
  const unlike = row(ahead(-3), { correction: { of: 'another form' } as never });
  assert.equal(await send('kf99_ingest', toColumns([dead, newer, unlike])), null);
  await fleet.cloud.rollUp('bad');
  const { visits } = FleetVisits.parse(await fleet.get('/api/admin/visits'));
  const of = ({ id }: { id: string }) => visits.find((visit) => visit.id === id)!;
  assert.ok(of(dead));
  assert.deepEqual(
    [of(newer).reasons, of(newer).cause, of(newer).unread],
    [['face_shield'], 'too_shiny', []],
  );
  assert.deepEqual([of(unlike).correction, of(unlike).unread], [null, ['correction']]);
  const day = ahead(-2).slice(0, 10);
  const { period } = Statistics.parse(
    await fleet.get(`/api/admin/statistics?from=${day}&to=${day}&zone=UTC`),
  );
  assert.equal(period.reasons.face_shield, 1);
});

test('a heartbeat of another shape: refused, or the kiosk is shown without it', async () => {
  assert.match((await send('kf99_report', { heartbeat: ['not', 'an', 'object'] })) ?? '', /^22/);
  assert.match((await send('kf99_report', { heartbeat: { note: 'x'.repeat(5000) } })) ?? '', /^22/);
  assert.match((await send('kf99_report', { padding: 'x'.repeat(300_000) })) ?? '', /^22/);
  assert.equal(await send('kf99_report', { heartbeat: { version: 'v'.repeat(500) }, fleet: [1, 2] }), null);
  const { kiosks } = FleetKiosks.parse(await fleet.get('/api/admin/kiosks'));
  const bad = kiosks.find(({ kiosk_id }) => kiosk_id === 'bad')!;
  assert.deepEqual([bad.version?.length, bad.fleet, bad.unread], [100, null, ['fleet']]);
});

test('an alarm is cut to what can be shown, since a refused one would hold back the heartbeat', async () => {
  const alarm = {
    id: 1,
    code: 'c'.repeat(500),
    subject: '',
    severity: 'odd',
    detail: 'd'.repeat(9000),
    count: 1,
  };
  const times = { opened_at: 'infinity', acknowledged_at: '-infinity', cleared_at: null };
  assert.equal(await send('kf99_report', { alarms: [{ ...alarm, ...times }] }), null);
  const { alarms } = FleetAlarms.parse(await fleet.get('/api/admin/alarms'));
  const [shown] = alarms.filter(({ kiosk_id }) => kiosk_id === 'bad');
  assert.deepEqual([shown!.code.length, shown!.detail.length, shown!.severity], [100, 2000, 'odd']);
});

test('a later fact of another age is refused alone', async () => {
  const fact = { id: 1, visit_id: uuidv7(), kind: 'clock', at: ahead(-1), data: { visited: ahead(-1) } };
  assert.match((await send('kf99_ingest_events', [{ ...fact, data: { visited: 'infinity' } }])) ?? '', /^22/);
  assert.match((await send('kf99_ingest_events', [{ ...fact, at: '12026-01-01T00:00:00Z' }])) ?? '', /^22/);
  assert.match((await send('kf99_ingest_events', [{ ...fact, kind: 'k'.repeat(200) }])) ?? '', /^2/);
  assert.equal(await send('kf99_ingest_events', [fact]), null);
});

const odd = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '',
    'NaN',
    'Infinity',
    '-1',
    '1e300',
    '{}',
    '[]',
    '"',
    '\u202e',
    'null',
  ),
  fc.constantFrom(
    'infinity',
    '-infinity',
    '0001-01-01 BC',
    '9999-12-31',
    '294276-12-31',
    'now',
    ahead(364),
    ahead(1),
  ),
  fc.integer(),
  fc.double(),
  fc.uuid(),
);
const anyRow = fc
  .dictionary(
    fc.constantFrom(...Object.keys(VISIT_COLUMNS)),
    fc.oneof(odd, fc.constant(null), fc.array(odd, { maxLength: 3 })),
    {
      maxKeys: 3,
    },
  )
  .map((rest) => ({ ...row(ahead(-1)), ...rest }) as HistoryRow);
const anyAlarm = fc
  .dictionary(
    fc.constantFrom(
      'id',
      'code',
      'subject',
      'severity',
      'detail',
      'count',
      'opened_at',
      'acknowledged_at',
      'acknowledged_by',
      'cleared_at',
    ),
    odd,
    { maxKeys: 4 },
  )
  .map((rest) => ({
    id: 9,
    code: 'fever',
    subject: '',
    severity: 'warning',
    detail: '',
    count: 1,
    opened_at: ahead(-1),
    ...rest,
  }));
const anyReport = fc.record(
  {
    heartbeat: fc.jsonValue(),
    fleet: fc.jsonValue(),
    alarms: fc.array(anyAlarm, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const anyFact = fc
  .dictionary(fc.constantFrom('visit_id', 'kind', 'at', 'data'), fc.oneof(odd, fc.jsonValue()), {
    maxKeys: 2,
  })
  .map((rest) => ({
    id: 1,
    visit_id: uuidv7(),
    kind: 'clock',
    at: ahead(-1),
    data: { visited: ahead(-1) },
    ...rest,
  }));
const anyCall = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(
      fc.constant('kf99_ingest'),
      anyRow.map((each) => toColumns([each]) as unknown),
    ),
  },
  { weight: 2, arbitrary: fc.tuple(fc.constant('kf99_report'), anyReport as fc.Arbitrary<unknown>) },
  fc.tuple(fc.constant('kf99_ingest_events'), fc.array(anyFact, { maxLength: 2 }) as fc.Arbitrary<unknown>),
);

test('property: any row that the cloud takes leaves every page readable', async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyCall, { minLength: 10, maxLength: 10 }), async (calls) => {
      for (const [name, argument] of calls) if ((await send(name, argument)) === null) taken += 1;
      await fleet.cloud.rollUp('bad');
      await readEveryPage();
    }),
    { numRuns: 30 },
  );
  assert.ok(taken > 30, `${taken} calls were taken`);
});

test('a revoked kiosk is left out of the pages of all, and still shown by itself', async () => {
  const visit = row(ahead(-1));
  await fleet.cloud.ingest('gone', [visit]);
  await send(
    'kf99_report',
    {
      heartbeat: { version: '9' },
      alarms: [
        {
          id: 1,
          code: 'fever',
          subject: '',
          severity: 'critical',
          detail: '',
          count: 1,
          opened_at: ahead(-1),
        },
      ],
    },
    'gone',
  );
  await fleet.cloud.database.exec("update kiosks set revoked_at = now() where kiosk_id = 'gone'");
  const { visits, alarms } = await readEveryPage();
  assert.ok(!visits.includes(visit.id));
  assert.ok(!alarms.includes('gone:1'));
  const { kiosks } = FleetKiosks.parse(await fleet.get('/api/admin/kiosks'));
  const gone = kiosks.find(({ kiosk_id }) => kiosk_id === 'gone')!;
  assert.deepEqual([gone.revoked, gone.version, gone.alarms.active], [true, null, 0]);
  const own = FleetVisits.parse(await fleet.get('/api/admin/visits?kiosk=gone'));
  assert.deepEqual(
    own.visits.map(({ id }) => id),
    [visit.id],
  );
});
