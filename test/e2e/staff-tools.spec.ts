/** Staff's tools on the real server: settings, people, alarms, devices. One product for all of them. */
import { expect, type Page, test } from 'playwright/test';
import { en as settingsEn, ko as settingsKo } from '../../web/admin/pages/settings/messages.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';
import { everyLook, logIn } from './staff-page.ts';

let product: Product;
let visitor: Visitor;
let page: Page;
const at = (path: string) => `${product.url}/admin/${path}`;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  product = await Product.start();
  visitor = await Visitor.open(`${product.url}/admin/settings?lang=ko`, null);
  page = visitor.page;
  await logIn(page);
});
test.afterAll(async () => {
  await visitor.close();
  await product.stop();
});

test('settings: validated as typed, reviewed, saved, told apart, and undone', async () => {
  await page.goto(at('settings?lang=ko'));
  const fever = page.getByLabel('발열 기준', { exact: true });
  await fever.fill('45');
  await expect(page.getByText('42 이하여야 합니다')).toBeVisible();
  await expect(page.getByRole('button', { name: settingsKo.review })).toBeDisabled();
  await fever.fill('38,2');
  await page.getByLabel('장소 이름').fill('시청 1층');
  await page.getByRole('button', { name: settingsKo.review }).click();
  const review = page.getByRole('dialog', { name: settingsKo.review_title });
  await expect(review.getByRole('row')).toHaveCount(3);
  await expect(review).toContainText('38.2 °C');
  await review.getByRole('button', { name: settingsKo.save }).click();
  await expect(page.getByText(settingsKo.saved)).toBeVisible();
  const history = page.getByRole('region', { name: settingsKo.history });
  await expect(history.getByRole('listitem').first()).toContainText('38.2 °C');
  await page.getByRole('button', { name: '되돌리기', exact: true }).last().click();
  await expect(fever).toHaveValue('37.5');
  await everyLook(page, at('settings'), 'settings', async (language) => {
    await expect(
      page.getByRole('heading', { name: (language === 'ko' ? settingsKo : settingsEn).history }),
    ).toBeVisible();
  });
});

test('settings: a session that ends, and another admin, lose nothing that was typed', async () => {
  await page.goto(at('settings?lang=ko'));
  await page.getByLabel('장소 이름').fill('내가 쓴 이름');
  await page.evaluate(() => fetch('/api/session', { method: 'DELETE' }));
  await page.getByRole('button', { name: settingsKo.review }).click();
  await page.getByRole('button', { name: settingsKo.save, exact: true }).click();
  await logIn(page);
  await expect(page.getByLabel('장소 이름')).toHaveValue('내가 쓴 이름');
  // The other admin.
  await page.evaluate(() =>
    fetch('/api/admin/settings', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ siteName: '다른 이름' }),
    }),
  );
  await expect(page.getByText(settingsKo.overtaken)).toBeVisible();
  await expect(page.getByText(/다른 이름.*내가 쓴 이름/)).toBeVisible();
  await expect(page.getByRole('button', { name: settingsKo.review })).toBeDisabled();
  await page.getByRole('button', { name: settingsKo.overtaken_keep }).click();
  await page.getByRole('button', { name: settingsKo.review }).click();
  await page.getByRole('button', { name: settingsKo.save, exact: true }).click();
  await expect(page.getByText(settingsKo.saved)).toBeVisible();
  visitor.forgive(/401/);
});
