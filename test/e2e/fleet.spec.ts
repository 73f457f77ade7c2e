/** The admin page for all kiosks: two of them at two sites, a real Postgres as their cloud, read as kf99_reader. */

import { readFileSync } from 'node:fs';
import { expect, type Page, test } from 'playwright/test';
import { addKiosk } from '../../edge-server/cloud/kiosks.ts';
import type { HistoryRow } from '../../edge-server/contract/index.ts';
import { ALARM_TEXT } from '../../edge-server/words/alarms/index.ts';
import { en } from '../../web/admin/messages/en.ts';
import { ko } from '../../web/admin/messages/ko.ts';
import { ko as alarms } from '../../web/admin/pages/alarms/messages.ts';
import { ko as devices, en as devicesEn } from '../../web/admin/pages/devices/messages.ts';
import { ko as now, en as nowEn } from '../../web/admin/pages/now/messages.ts';
import { ko as people } from '../../web/admin/pages/people/messages.ts';
import { ko as statistics } from '../../web/admin/pages/statistics/messages.ts';
import { ko as visits } from '../../web/admin/pages/visits/messages.ts';
import { row, toColumns } from '../edge-server/doubles/history-row.ts';
import { RealPostgres } from '../edge-server/sync/postgres.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';
import { everyLook, logIn, TWO_LOOKS } from './staff-page.ts';

const HOUR_MS = 3_600_000;
/** More than one page of the list has. */
const SEOUL_VISITS = 230;
const BUSAN_VISITS = 20;

/** What a kiosk made of what the fleet named and asked last. */
const FLEET = {
  ...{ version: 7, status: 'applied', reason: '', model: null, at: new Date().toISOString() },
  software: {
    ...{ wanted: '0.2.0', status: 'rolled_back', at: new Date().toISOString() },
    says: 'it was not well within 300 s: no kiosk page called; 0.1.0 runs again',
  },
  command: { version: 8, what: 'doctor', status: 'done', says: '', at: new Date().toISOString() },
};
/** As long as an answer may be, about, with lines that are longer than any window. */
const ANSWER = {
  ...{ version: 8, what: 'doctor', at: new Date().toISOString() },
  text: Array.from(
    { length: 80 },
    (_, i) => `ok    check_${i}  ${'It is as it should be, by what was looked at here. '.repeat(i % 7)}`,
  ).join('\n'),
};

let postgres: RealPostgres;
let product: Product;
let visitor: Visitor;
let page: Page;
const at = (path: string) => `${product.url}/admin/${path}`;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  postgres = await RealPostgres.start();
  await postgres.prepare('unused', 'unused');
  await postgres.with(async (sql) => {
    await sql`delete from kiosks where kiosk_id = 'unused'`;
    await sql`create role pages login password 'secret' in role kf99_reader`;
    const { token: seoul } = (await addKiosk(sql, 'seoul-1', { site: '서울', name: '정문' }))!;
    const { token: busan } = (await addKiosk(sql, 'busan-1', { site: 'Busan', name: 'Main door' }))!;
    // The tokens are for users of their own; here the owner sends for both.
    await sql`update kiosks set login = null`;
    const rows = (count: number, rest: (i: number) => Partial<HistoryRow>) =>
      Array.from({ length: count }, (_, i) =>
        row(new Date(Date.now() - (i + 1) * (HOUR_MS / 6)).toISOString(), rest(i)),
      );
    const send = (token: string, sent: HistoryRow[]) => sql`select kf99_ingest(${token}, ${toColumns(sent)})`;
    await send(
      seoul,
      rows(SEOUL_VISITS, (i) => (i % 5 ? {} : { verdict: 'deny', reasons: ['no_mask'], mask: 'no_mask' })),
    );
    await send(
      busan,
      rows(BUSAN_VISITS, (i) => (i % 4 ? {} : { verdict: 'deny', reasons: ['fever'], estimate_c: 38.4 })),
    );
    const alarm = {
      ...{ id: 1, code: 'fever', subject: '', severity: 'critical', detail: '', count: 1 },
      ...{ opened_at: new Date(Date.now() - HOUR_MS).toISOString(), cleared_at: null },
    };
    const heartbeat = { version: '0.1.0', model: 'mask-2', state: 'ok', outbox: 0 };
    const report = (token: string, body: object) =>
      sql`select kf99_report(${token}, ${sql.json(body as never)})`;
    const over = { ...alarm, id: 2, code: 'of_a_newer_version', cleared_at: new Date().toISOString() };
    await report(busan, { heartbeat, alarms: [alarm, over], fleet: FLEET, answer: ANSWER });
    // Counting waits half a minute between two calls, and takes some quarters at each.
    for (let left = 1; left > 0; ) {
      await sql`update kiosk_states set rolled_at = '-infinity'`;
      await sql`update fleet_state set rolled_at = '-infinity'`;
      for (const token of [seoul, busan]) await report(token, { heartbeat });
      await sql`select kf99_tend()`;
      const [rest] = await sql<{ n: number }[]>`
        select ((select count(*) from touched_quarters) + (select count(*) from fleet_touched))::int as n`;
      left = rest!.n;
    }
    await sql`update kiosk_states set last_seen = now() - interval '3 hours' where kiosk_id = 'seoul-1'`;
  });
  const url = new URL(postgres.url);
  url.username = 'pages';
  product = await Product.start({ KF99_READER_URL: url.href }, ['--role', 'fleet']);
  visitor = await Visitor.open(at('now?lang=ko'), null);
  page = visitor.page;
  await logIn(page);
});
test.afterAll(async () => {
  await visitor.close();
  await product.stop();
  await postgres.dispose();
});

test('now: the light, the alarm with its kiosk, who is silent, the day and the last visits of both', async () => {
  await expect(page.locator('[data-light]')).toHaveAttribute('data-light', 'stop');
  const open = page.getByRole('region', { name: now.alarms });
  await expect(open).toContainText(ALARM_TEXT.fever.title.ko);
  await expect(open).toContainText('Main door');
  const kiosks = page.getByRole('region', { name: now.kiosks });
  await expect(kiosks).toContainText(now.kiosks_here.replace('{here}', '1').replace('{n}', '2'));
  await expect(kiosks.getByRole('listitem')).toHaveText(/정문/);
  const last = page.getByRole('table', { name: ko.last_visits });
  await expect(last).toContainText('seoul-1');
  await expect(last).toContainText('busan-1');
  const links = page.getByRole('navigation').getByRole('link');
  await expect(links).toHaveText(['현황', '통계', '방문 기록', '알람', '기기', '사람']);
  await everyLook(page, at('now'), 'fleet-now', async (language) => {
    await expect(
      page.getByRole('link', { name: (language === 'ko' ? now : nowEn).all_kiosks }),
    ).toBeVisible();
  });
});

test('statistics: of all, of a site, of a kiosk; the choice is in the address', async () => {
  await page.goto(at('statistics?lang=ko'));
  const figure = page.locator('.totals > div').filter({ hasText: statistics.attempts }).locator('strong');
  const place = page.getByRole('combobox', { name: ko.place });
  await expect(figure).toHaveText(String(SEOUL_VISITS + BUSAN_VISITS));
  const bySite = page.getByRole('table', { name: statistics.by_site }).getByRole('row');
  await expect(bySite).toContainText([statistics.name, `서울${SEOUL_VISITS}`, `Busan${BUSAN_VISITS}`]);
  await place.selectOption({ label: '서울' });
  await expect(figure).toHaveText(String(SEOUL_VISITS));
  await place.selectOption({ label: 'Main door (busan-1)' });
  await expect(figure).toHaveText(String(BUSAN_VISITS));
  await expect(page).toHaveURL(/kiosk=busan-1/);
  await page.goBack();
  await expect(figure).toHaveText(String(SEOUL_VISITS));
  await everyLook(
    page,
    at('statistics'),
    'fleet-statistics',
    async (language) => {
      await expect(page.getByRole('combobox', { name: (language === 'ko' ? ko : en).place })).toBeVisible();
      await expect(figure.or(page.locator('.totals strong').first()).first()).toBeVisible();
    },
    TWO_LOOKS,
  );
});

test('visits: a second page, filtered by reason and kiosk, one of them opened', async () => {
  await page.goto(at('visits?lang=ko'));
  const lines = page.locator('.visit-lines li');
  await expect(lines.first()).toBeVisible();
  await lines.first().getByRole('link').focus();
  const end = page.locator('.list-end');
  const all = visits.all.replace('{n}', String(SEOUL_VISITS + BUSAN_VISITS));
  await expect(async () => {
    await page.keyboard.press('End');
    await expect(end).toHaveText(all, { timeout: 500 });
  }).toPass();

  await page.getByText(visits.filters, { exact: true }).click();
  await page.getByRole('combobox', { name: ko.place }).selectOption('kiosk busan-1');
  await page.getByRole('combobox', { name: ko.reasons, exact: true }).selectOption('fever');
  await expect(end).toHaveText(visits.all.replace('{n}', String(BUSAN_VISITS / 4)));
  await expect(lines.first()).toContainText(ko.reason_fever);
  await expect(lines.first()).toContainText('busan-1');
  const saving = page.waitForEvent('download');
  await page.getByRole('link', { name: visits.csv }).click();
  const csv = readFileSync(await (await saving).path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(csv).toHaveLength(1 + BUSAN_VISITS / 4);
  expect(csv[1]).toMatch(/^busan-1,/);
  await everyLook(
    page,
    at('visits'),
    'fleet-visits',
    async () => await expect(lines.first()).toBeVisible(),
    TWO_LOOKS,
  );
  // The last look is of whichever language.
  await page.goto(at('visits?lang=ko'));
  await lines.first().getByRole('link').click();
  await expect(page.getByRole('region', { name: visits.facts })).toContainText('kf99 0.1.0');
  const detail = page.url().split('?')[0]!.split('/admin/')[1]!;
  await everyLook(
    page,
    at(detail),
    'fleet-visit',
    async () => await expect(page.locator('.facts')).toBeVisible(),
    TWO_LOOKS,
  );
});

test('alarms: open ones and past ones with their kiosk, of all or of one; a newer kiosk’s too, and no rules', async () => {
  await page.goto(at('alarms?lang=ko'));
  const items = page.locator('li.alarm');
  await expect(items).toHaveText([new RegExp(`${ALARM_TEXT.fever.title.ko}.*Main door · Busan`, 's')]);
  await expect(page.getByRole('link', { name: alarms.rules })).toBeHidden();
  await everyLook(
    page,
    at('alarms'),
    'fleet-alarms',
    async () => await expect(items).toHaveCount(1),
    TWO_LOOKS,
  );
  await page.goto(at('alarms?lang=ko'));
  const place = page.getByRole('combobox', { name: ko.place });
  await place.selectOption('site 서울');
  await expect(page.getByText(alarms.none, { exact: true })).toBeVisible();
  await place.selectOption('kiosk busan-1');
  await page.getByRole('link', { name: alarms.history }).click();
  await expect(page).toHaveURL(/alarms\/past\?kiosk=busan-1/);
  await expect(items).toHaveText([/of_a_newer_version.*Main door/s]);
  const past = async () => await expect(items).toHaveCount(1);
  await everyLook(page, at('alarms/past'), 'fleet-alarms-past', past, TWO_LOOKS);
});

test('devices: both kiosks; people without paired browsers; what needs a device leads nowhere', async () => {
  await page.goto(at('devices?lang=ko'));
  const kiosks = page.getByRole('region', { name: devices.fleet }).getByRole('listitem');
  await expect(kiosks).toHaveText([/Main door.*Busan/s, /정문.*서울/s]);
  await everyLook(
    page,
    at('devices'),
    'fleet-devices',
    async () => await expect(page.getByText('busan-1').first()).toBeVisible(),
    TWO_LOOKS,
  );
  await everyLook(
    page,
    at('people'),
    'fleet-people',
    async () => await expect(page.getByText('admin').first()).toBeVisible(),
    TWO_LOOKS,
  );
  await everyLook(
    page,
    at('devices'),
    'fleet-answer',
    async (language) => {
      const words = language === 'ko' ? devices : devicesEn;
      await page.getByRole('button', { name: words.answer_show }).click();
      const answer = page.getByRole('dialog', { name: words.answer_title.replace('{kiosk}', 'busan-1') });
      await expect(answer).toContainText('check_79');
      await expect(answer.getByRole('button', { name: words.close })).toBeInViewport();
    },
    TWO_LOOKS,
  );
  await page.goto(at('people/audit?lang=ko'));
  await expect(page.getByRole('link', { name: people.audit })).toBeVisible();
  await expect(page.getByRole('link', { name: people.devices })).toBeHidden();
  await page.goto(at('settings?lang=ko'));
  await expect(page.getByRole('heading', { name: ko.no_page })).toBeVisible();
});
