import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { totalsOf } from '../../../edge-server/figures/totals.ts';
import { makeReport, type ReportWanted } from '../../../edge-server/reports/report.ts';
import { statistics } from '../../../edge-server/statistics/statistics.ts';
import { openStore, type Store } from '../../../edge-server/store/store.ts';
import { visitRows } from '../doubles/visit-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'kf99-report-'));
const WEEK = Temporal.PlainDate.from('2026-11-16');
let store: Store;

before(() => {
  store = openStore(join(folder, 'kf99.sqlite'));
  visitRows(store.database, 900, {
    from: Date.parse('2026-11-08T20:00Z'),
    to: Date.parse('2026-11-24T21:00Z'),
  });
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function make(changes: Partial<ReportWanted> = {}, settings: Partial<ReportWanted['settings']> = {}) {
  return makeReport({
    week: WEEK,
    language: 'en',
    source: store.statistics,
    settings: { siteName: 'A <b> & "C"', timeZone: 'Asia/Seoul', reportDecimal: 'point', ...settings },
    kioskId: 'gate-1',
    now: new Date('2026-11-22T22:00Z'),
    ...changes,
  });
}

test('the report has the figures of the statistics page, for the whole week and the one before', async () => {
  const days = { from: '2026-11-16', to: '2026-11-22', bucket: 'day', compare: '1' } as const;
  const { period, previous } = await statistics(store.statistics, days, 'Asia/Seoul');
  assert.ok(period.totals.attempts > 300);
  const { html, summary, csv, subject, name } = await make();
  assert.match(subject, /gate-1, 2026-W47 \(2026-11-16 to 2026-11-22\)/);
  assert.equal(name, 'kf99-report-gate-1-2026-W47');
  const earlier = totalsOf(previous!, 'en');
  for (const [i, figure] of totalsOf(period, 'en').entries()) {
    assert.ok(
      summary.includes(`${figure.name}: ${figure.value} (before: ${earlier[i]!.value})`),
      figure.name,
    );
    assert.ok(html.includes(`<td>${figure.value}</td><td>${earlier[i]!.value}</td>`), figure.name);
  }
  const lines = csv.split('\r\n');
  const dayRows = lines.filter((line) => /^2026-11-\d\d,/.test(line)).map((line) => line.split(','));
  assert.deepEqual(
    dayRows.map(([day, ...cells]) => [day, Number(cells[4])]),
    period.buckets.map(({ attempts }, i) => [`2026-11-${16 + i}`, attempts]),
  );
  const total = lines.filter((line) => line.startsWith('Attempts,'));
  assert.deepEqual(total, [`Attempts,${period.totals.attempts},${previous!.totals.attempts}`]);
});

test('the document stands alone: charts inline, nothing to fetch or to run, what a person wrote is no markup', async () => {
  const { html } = await make();
  assert.equal([...html.matchAll(/<svg /g)].length, 2);
  assert.doesNotMatch(html, /<(script|link|img|iframe|object)|url\(http|@import|\son\w+=/i);
  assert.deepEqual([...html.matchAll(/(?:src|href)=/g)], []);
  assert.deepEqual(
    [...html.matchAll(/https?:[^\s"<]*/g)].filter(([url]) => url !== 'http://www.w3.org/2000/svg'),
    [],
  );
  assert.match(html, /A &lt;b&gt; &amp; &quot;C&quot; · gate-1/);
  assert.doesNotMatch(html, /<b>/);
});

test('nothing in it leads to a person: no id of a visit, no time of one', async () => {
  const ids = store.database.prepare('select id, visited from visits').all();
  const { html, summary, csv } = await make();
  for (const text of [html, summary, csv]) {
    for (const { id, visited } of ids) {
      assert.ok(!text.includes(String(id)) && !text.includes(String(visited).slice(0, 19)));
    }
    assert.doesNotMatch(text, /[0-9a-f]{8}-[0-9a-f]{4}-7/);
  }
});

test('a country that writes 36,5 gets semicolons; Korean is written in Korean, and per cent in one way', async () => {
  const { csv, html, summary } = await make({ language: 'ko' }, { reportDecimal: 'comma' });
  assert.match(csv, /^\uFEFF주간 보고서;2026-W47;/);
  assert.match(csv, /\r\n들어간 비율 \(판정 난 시도 중\);0,\d+;0,\d+\r\n/);
  assert.match(csv, /\r\n36,5;\d+\r\n/);
  assert.match(html, /<html lang="ko">.*월요일?|월/s);
  assert.doesNotMatch(html + summary, /\d %/);
});

test('a week without any visit says so', async () => {
  const { html, csv } = await make({ week: WEEK.subtract({ weeks: 20 }) });
  assert.match(html, /No visits in this range/);
  assert.doesNotMatch(html, /<svg|NaN|Infinity/);
  assert.match(csv, /\r\nAttempts,0,0\r\n/);
});
