/** What staff look at on the real server: the light of the entrance, statistics, visits. One product for all. */
import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from 'playwright/test';
import { paths } from '../../edge-server/common/data-folder.ts';
import { openStore } from '../../edge-server/store/store.ts';
import { ko } from '../../web/admin/messages/ko.ts';
import { ko as now, en as nowEn } from '../../web/admin/pages/now/messages.ts';
import { ko as statistics, en as statisticsEn } from '../../web/admin/pages/statistics/messages.ts';
import { ko as visits, en as visitsEn } from '../../web/admin/pages/visits/messages.ts';
import { evidence } from '../edge-server/doubles/evidence.ts';
import { visitRows } from '../edge-server/doubles/visit-rows.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';
import { everyLook, logIn, picture, SIZES } from './staff-page.ts';

const COUNT = 3000;
/** Visits lie between these: past changes of day, in Seoul and in UTC. */
const FROM = '2026-10-01';
const TO = '2026-10-31';

let product: Product;
let visitor: Visitor;
let page: Page;
/** What SQL counts of October in Seoul. */
let counted: { attempts: number; deny: number; visitors: number };
const at = (path: string) => `${product.url}/admin/${path}`;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  const data = mkdtempSync(join(tmpdir(), 'kf99-'));
  const store = openStore(paths.database(data));
  visitRows(store.database, COUNT, {
    from: Date.parse('2026-09-25T03:00Z'),
    to: Date.parse('2026-11-03T21:00Z'),
  });
  counted = store.database
    .prepare(
      `select count(*) as attempts, sum(verdict = 'deny') as deny, sum(attempt_of is null) as visitors from visits
       where visited >= '2026-09-30T15:00:00.000Z' and visited < '2026-10-31T15:00:00.000Z'`,
    )
    .get() as unknown as typeof counted;
  await store.close();
  product = await Product.start({ KF99_DATA: data });
  visitor = await Visitor.open(`${product.url}/`, null);
  page = await visitor.another(at('now?lang=ko'));
  await logIn(page);
});
test.afterAll(async () => {
  await visitor.close();
  await product.stop();
});

test('statistics: the page’s numbers are those of SQL; the range is in the address, and back leads back', async () => {
  await page.goto(at(`statistics?lang=ko&from=${FROM}&to=${TO}&compare=1`));
  const figure = (name: string) => page.locator('.totals > div').filter({ hasText: name }).locator('strong');
  await expect(figure(statistics.attempts)).toHaveText(counted.attempts.toLocaleString('ko'));
  await expect(figure(statistics.visitors)).toHaveText(counted.visitors.toLocaleString('ko'));
  await expect(figure(ko.verdict_deny)).toHaveText(counted.deny.toLocaleString('ko'));
  const chart = page.getByRole('region', { name: statistics.by_time });
  await chart.getByRole('button', { name: ko.as_table }).click();
  await expect(chart.getByRole('row')).toHaveCount(32);
  const saved = page.waitForEvent('download');
  await chart.getByRole('button', { name: ko.table_csv }).click();
  const days = (await readFile(await (await saved).path(), 'utf8')).trimEnd().split('\r\n').slice(1);
  expect(days).toHaveLength(31);
  const attempts = days.flatMap((day) => day.split(',').slice(1, -1)).reduce((sum, n) => sum + Number(n), 0);
  expect(attempts).toBe(counted.attempts);

  await page.getByRole('button', { name: statistics.last_month, exact: true }).click();
  await page.getByRole('button', { name: statistics.today, exact: true }).click();
  await expect(page.getByText(statistics.none).first()).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`from=${FROM}&to=${TO}`));
  await expect(figure(statistics.attempts)).toHaveText(counted.attempts.toLocaleString('ko'));

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: statistics.csv, exact: true }).click();
  const lines = (await readFile(await (await download).path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(counted.attempts + 1);

  const card = page.getByRole('region', { name: statistics.report });
  await expect(card).toContainText(statistics.report_off);
  await expect(card.getByRole('button', { name: statistics.report_send })).toBeDisabled();
  const report = page.waitForEvent('download');
  await card.getByRole('link', { name: statistics.report_html }).click();
  expect((await report).suggestedFilename()).toMatch(/^kf99-report-kiosk-\w+-\d{4}-W\d\d\.html$/);

  await everyLook(page, at(`statistics?from=${FROM}&to=${TO}&compare=1`), 'statistics', async (language) => {
    const { heat } = language === 'ko' ? statistics : statisticsEn;
    await expect(page.getByRole('table', { name: heat })).toBeVisible();
  });
});

test('on paper: site, kiosk and date in the head, no navigation, charts that are drawn anew', async () => {
  await page.goto(at(`statistics?lang=en&from=${FROM}&to=${TO}&compare=1`));
  await expect(page.locator('.totals')).toBeVisible();
  await printed('statistics');
  await expect(page.locator('svg[role="img"]')).toHaveCount(2);
  await expect(page.locator('canvas').first()).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await expect(page.locator('svg[role="img"]')).toHaveCount(0);
  await page.goto(at('visits?lang=ko&verdict=deny'));
  await expect(page.locator('.visit-lines li').first()).toBeVisible();
  await printed('visits');
  await expect(page.getByText(`${ko.verdict}: ${ko.verdict_deny}`)).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(201);
  await page.emulateMedia({ media: 'screen' });
  await page.locator('.visit-lines li').first().getByRole('link').click();
  await expect(page.getByRole('region', { name: visits.facts })).toBeVisible();
  await printed('visit');
  await expect(page.getByRole('button')).toHaveCount(0);
  await expect(page.getByRole('link')).toHaveCount(0);
  await page.emulateMedia({ media: 'screen' });
});

/** The page as it is printed: A4, in grey with KF99_PICTURES. */
async function printed(name: string): Promise<void> {
  await page.setViewportSize({ width: 718, height: 1000 });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.locator('.print-head')).toContainText(/kiosk-[0-9a-f]+|키오스크/);
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await picture(page, `print-${name}`);
  await page.setViewportSize(SIZES.desktop);
}

test('visits: filtered, scrolled to the last of thousands, opened by key, marked, taken back', async () => {
  await page.goto(at(`visits?lang=ko&to=${TO}`));
  const lines = page.locator('.visit-lines li');
  await expect(lines.first()).toBeVisible();
  expect(await lines.count(), 'only what is on the screen is drawn').toBeLessThan(60);
  await lines.first().getByRole('link').focus();
  const all = await page.evaluate(async () => {
    const end = Date.now() + 20_000;
    for (;;) {
      window.scrollTo(0, document.documentElement.scrollHeight);
      await new Promise((resolve) => setTimeout(resolve, 60));
      const said = document.querySelector('.list-end')?.textContent ?? '';
      if (said.includes('모두') || Date.now() > end) return said;
    }
  });
  expect(all).toBe(visits.all.replace('{n}', (COUNT - (await later())).toLocaleString('ko')));

  await page.goto(at('visits?lang=ko'));
  await page.getByText(visits.filters, { exact: true }).click();
  await page.getByRole('combobox', { name: ko.verdict, exact: true }).selectOption('deny');
  await page.getByRole('combobox', { name: ko.mask, exact: true }).selectOption('no_mask');
  await expect(page).toHaveURL(/verdict=deny&mask=no_mask/);
  await expect(lines.first()).toContainText(ko.reason_no_mask);
  await lines.first().getByRole('link').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/admin\/visits\/[0-9a-f-]{36}/);

  await page.getByLabel(ko.mask_mask, { exact: true }).check();
  await page.getByLabel(visits.mark_note).fill('흰 스카프 🧣');
  await page.getByRole('button', { name: visits.mark_save }).click();
  const marked = page.getByText(visits.marked_as.replace('{label}', ko.mask_mask));
  await expect(marked).toBeVisible();
  await page.getByRole('button', { name: ko.undo }).click();
  await expect(marked).toBeHidden();
  // The session ends just as a mark is on its way: what was written is still there after the log-in.
  await page.getByLabel(ko.mask_mask, { exact: true }).check();
  await page.getByLabel(visits.mark_note).fill('빛에 하얗게 보임');
  await page.route(
    /\/mark$/,
    async (route) => {
      await page.request.delete(`${product.url}/api/session`, { headers: { origin: product.url } });
      await route.continue();
    },
    { times: 1 },
  );
  await page.getByRole('button', { name: visits.mark_save }).click();
  await logIn(page);
  await expect(page.getByLabel(visits.mark_note)).toHaveValue('빛에 하얗게 보임');
  await page.getByRole('button', { name: visits.mark_save }).click();
  await expect(marked).toBeVisible();
  visitor.forgive(/401/);
  await page.goBack();
  await expect(lines.first()).toContainText(ko.reason_no_mask);
  await everyLook(page, at('visits?verdict=deny'), 'visits', async (language) => {
    await expect(
      page.getByText((language === 'ko' ? visits : visitsEn).filters_on.split('{')[0]! || '1').first(),
    ).toBeVisible();
    await expect(lines.first()).toBeVisible();
  });
});

/** Visits after October in Seoul. */
async function later(): Promise<number> {
  const answer = await page.evaluate(async () => {
    const response = await fetch('/api/admin/statistics?from=2026-11-01&to=2026-11-30');
    return (await response.json()) as { period: { totals: { attempts: number } } };
  });
  return answer.period.totals.attempts;
}

test('now: a verdict comes by itself and its page shows how sure the mask was; the light tells of the kiosk', async () => {
  await page.goto(at('now?lang=ko'));
  await expect(page.locator('[data-light]')).not.toHaveAttribute('data-light', 'unknown');
  const rows = page.getByRole('table', { name: ko.last_visits }).getByRole('row');
  await expect(rows.nth(1)).toBeVisible();
  const posted = evidence({
    mask: 'incorrect',
    curve: [
      [0, 300, 300, 400],
      [150, 100, 80, 820],
      [400, 10, 10, 980],
    ],
  });
  await visitor.page.evaluate(async (body) => {
    const headers = { 'content-type': 'application/json' };
    await fetch('/api/visits', { method: 'POST', headers, body: JSON.stringify(body) });
  }, posted);
  await expect(rows.nth(1)).toContainText(ko.reason_mask_incorrect);
  await everyLook(page, at('now'), 'now', async (language) => {
    await expect(
      page.getByRole('link', { name: (language === 'ko' ? now : nowEn).all_visits }),
    ).toBeVisible();
  });
  await everyLook(page, at(`visits/${posted.id}`), 'visit', async (language) => {
    const { curve } = language === 'ko' ? visits : visitsEn;
    await expect(page.getByRole('region', { name: curve }).getByRole('img')).toBeVisible();
  });
  // Nobody is checked without the kiosk's page.
  await visitor.page.close();
  await page.goto(at('now?lang=ko'));
  await expect(page.locator('[data-light]')).toHaveAttribute('data-light', 'stop', { timeout: 30_000 });
});
