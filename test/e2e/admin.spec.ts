/** What staff see: the real page on the real server, with visits posted as the kiosk posts them. */
import { expect, type Page, test } from 'playwright/test';
import { ko } from '../../web/admin/messages/ko.ts';
import { evidence } from '../edge-server/doubles/evidence.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';

let product: Product;

test.beforeEach(async () => {
  product = await Product.start();
});
test.afterEach(async () => {
  await product.stop();
});

/** Pairs this browser as the kiosk and posts visits from its page. */
async function post(page: Page, visits: ReturnType<typeof evidence>[]): Promise<void> {
  await page.evaluate(async (bodies) => {
    for (const body of bodies) {
      await fetch('/api/visits', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    }
  }, visits);
}

test('the day’s figures, the last visits, and a new visit as it happens', async () => {
  const visitor = await Visitor.open(`${product.url}/`, 'empty');
  const kiosk = visitor.page;
  await post(kiosk, [evidence({ mask: 'no_mask' }), evidence({ mask: 'no_mask' }), evidence()]);
  const staff = await visitor.another(`${product.url}/admin/?lang=ko`);
  await expect(staff).toHaveTitle(ko.document_title);
  const table = staff.getByRole('table', { name: ko.last_visits });
  await expect(table.getByRole('row')).toHaveCount(4);
  await expect(table.getByRole('row').nth(2)).toContainText(ko.reason_no_mask);
  await expect(staff.getByText(ko.simulated_thermometer)).toBeVisible();
  const hours = staff.getByRole('table', { name: ko.by_hour });
  await expect(hours).toContainText('2');

  await post(kiosk, [evidence({ mask: 'incorrect' })]);
  await expect(table.getByRole('row')).toHaveCount(5);
  await expect(table.getByRole('row').nth(1)).toContainText(ko.reason_mask_incorrect);
  await visitor.close();
  expect(await product.history(4)).toHaveLength(4);
});

test('the server goes away: the data stays with its age, and comes back by itself', async () => {
  const visitor = await Visitor.open(`${product.url}/`, 'empty');
  const { page } = visitor;
  await post(page, [evidence({ mask: 'no_mask' })]);
  await page.goto(`${product.url}/admin/?lang=ko`);
  await expect(page.getByRole('table', { name: ko.last_visits }).getByRole('row')).toHaveCount(2);
  await product.crash();
  await expect(page.getByText(ko.server_away)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('table', { name: ko.last_visits }).getByRole('row')).toHaveCount(2);
  product = await Product.start({ KF99_DATA: product.data, KF99_PORT: new URL(product.url).port });
  await expect(page.getByText(ko.server_away)).toBeHidden({ timeout: 30_000 });
  visitor.forgive(/ERR_CONNECTION|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE/);
  await visitor.close();
});
