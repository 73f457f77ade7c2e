/** The whole loop: a recorded face before a real Chromium, the real server, and the row in Postgres. */
import { expect, test } from 'playwright/test';
import { ko } from '../../web/kiosk/messages/ko.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';

let product: Product;

test.beforeEach(async () => {
  product = await Product.start();
});
test.afterEach(async () => {
  expect(await product.stop(), 'Ctrl-C ends with 0').toBe(0);
});

const KIOSK = '/?replayed=1';

test('a bare face is denied for no_mask', async () => {
  const visitor = await Visitor.open(product.url + KIOSK, 'bare');
  await expect(visitor.page.getByRole('heading')).toHaveText(ko.deny, { timeout: 30_000 });
  await expect(visitor.page.getByRole('status')).toContainText(ko.no_mask);
  await visitor.close();
  const [row] = await product.history(1);
  expect(row).toMatchObject({ ispass: false, verdict: 'deny', reasons: ['no_mask'], mask: 'no_mask' });
  expect(row!.estimate_c, 'no temperature is awaited').toBeNull();
});

/** Ten take a minute and a half. */
const VISITORS = process.env.CI ? 5 : 10;

test(`${VISITORS} masked visitors in a row pass and are as many rows`, async () => {
  test.setTimeout(240_000);
  const visitor = await Visitor.open(product.url + KIOSK, 'masked-surgical');
  const heading = visitor.page.getByRole('heading');
  for (let n = 1; n <= VISITORS; n++) {
    await expect(heading, `visitor ${n}`).toHaveText(ko.pass, { timeout: 30_000 });
    if (n === 1) {
      await expect(visitor.page.getByRole('status')).toContainText(ko.pass_normal);
      await expect(visitor.page.getByRole('status'), 'no figure for those behind').not.toContainText(/\d/);
      await expect(visitor.page.getByText(ko.simulated_thermometer)).toBeVisible();
      await expect(visitor.page.getByText(ko.replayed)).toBeVisible();
    }
    await expect(heading).toHaveText(ko.idle_title, { timeout: 15_000 });
  }
  await visitor.close();
  const rows = await product.history(VISITORS);
  expect(rows).toHaveLength(VISITORS);
  expect(new Set(rows.map((row) => row.id)).size).toBe(VISITORS);
  for (const row of rows) {
    expect(row).toMatchObject({
      ispass: true,
      verdict: 'pass',
      mask: 'mask',
      simulated: true,
      attempt_of: null,
    });
    expect(row.estimate_c).toBeGreaterThan(35);
  }
});

test('a mask under the nose is told to cover the nose, and denied when nothing changes', async () => {
  const visitor = await Visitor.open(product.url + KIOSK, 'nose-out');
  const status = visitor.page.getByRole('status');
  await expect(visitor.page.getByRole('heading')).toHaveText(ko.mask_incorrect, { timeout: 30_000 });
  await expect(status).toContainText(ko.mask_incorrect);
  await expect(visitor.page.getByRole('heading')).toHaveText(ko.deny, { timeout: 30_000 });
  await expect(status).toContainText(ko.mask_incorrect);
  await visitor.close();
  // Who stood there already when the page was ready may leave before the denial: then the next one is denied.
  let rows = await product.history(2);
  if (!rows.some(({ verdict }) => verdict === 'deny')) rows = await product.history(rows.length + 1);
  const denied = rows.find(({ verdict }) => verdict === 'deny');
  expect(denied).toMatchObject({ ispass: false, reasons: ['mask_incorrect'] });
  expect(rows.find(({ id }) => id === denied!.attempt_of)).toMatchObject({
    verdict: 'adjust',
    ispass: false,
    reasons: ['mask_incorrect'],
    attempt_of: null,
  });
});
