/** What staff see: the real page on the real server, with visits posted as the kiosk posts them. */
import { expect, type Page, test } from 'playwright/test';
import { ko } from '../../web/admin/messages/ko.ts';
import { evidence } from '../edge-server/doubles/evidence.ts';
import { SERVER_GONE, Visitor } from './browser.ts';
import { ADMIN, Product } from './product.ts';
import { logIn, picture } from './staff-page.ts';

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
  await logIn(staff);
  await expect(staff).toHaveTitle(`${ko.page_now} · KF99`);
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
  await logIn(page);
  await expect(page.getByRole('table', { name: ko.last_visits }).getByRole('row')).toHaveCount(2);
  await product.crash();
  await expect(page.getByText(ko.server_away)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('table', { name: ko.last_visits }).getByRole('row')).toHaveCount(2);
  product = await Product.start({ KF99_DATA: product.data, KF99_PORT: new URL(product.url).port });
  await expect(page.getByText(ko.server_away)).toBeHidden({ timeout: 30_000 });
  visitor.forgive(SERVER_GONE);
  await visitor.close();
});

test('a session that ends in the middle: what was shown stays under the log-in, and goes on after it', async () => {
  const visitor = await Visitor.open(`${product.url}/`, 'empty');
  const { page } = visitor;
  await post(page, [evidence({ mask: 'no_mask' })]);
  await page.goto(`${product.url}/admin/?lang=ko`);
  await page.getByLabel(ko.login_name).fill(ADMIN.name);
  await page.getByLabel(ko.login_password, { exact: true }).fill('not the password');
  await page.getByRole('button', { name: ko.login, exact: true }).click();
  await expect(page.getByRole('alert')).toHaveText(ko.login_wrong_login);
  await logIn(page);
  const rows = page.locator('table').getByRole('row').filter({ hasText: ko.reason_no_mask });
  await expect(rows).toHaveCount(1);
  // As an admin does who changes this person's password elsewhere: the cookie stays, the session is over.
  await page.evaluate(() => fetch('/api/session', { method: 'DELETE' }));
  await expect(page.getByText(ko.login_ended)).toBeVisible({ timeout: 20_000 });
  await expect(rows).toHaveCount(1);
  await logIn(page);
  await post(page, [evidence({ mask: 'no_mask' })]);
  await expect(rows).toHaveCount(2);
  await page.getByRole('button', { name: ko.log_out }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(rows).toHaveCount(0);
  visitor.forgive(/401/);
  await visitor.close();
});

test('the first start: the printed address makes the admin once', async () => {
  const fresh = await Product.start({ KF99_ADMIN_PASSWORD_FILE: '' });
  expect(fresh.setUpUrl, 'printed at the start').not.toBeNull();
  const visitor = await Visitor.open(`${fresh.url}/admin/?lang=ko`, 'empty');
  const { page } = visitor;
  await expect(page.getByRole('heading', { name: ko.unset_title })).toBeVisible();
  await page.goto(fresh.setUpUrl!.replace('/admin/', '/admin/?lang=ko'));
  await expect(page.getByRole('heading', { name: ko.setup_title })).toBeVisible();
  expect(page.url(), 'the code is out of the address').not.toContain('setup');
  await page.getByLabel(ko.setup_password).fill('a long enough one');
  await page.getByRole('button', { name: ko.setup, exact: true }).click();
  await expect(page).toHaveURL(/\/admin\/guide/);
  await expect(page.getByRole('heading', { name: ko.page_guide })).toBeVisible();
  const second = await visitor.another(fresh.setUpUrl!.replace('/admin/', '/admin/?lang=ko'));
  await second.getByLabel(ko.setup_password).fill('another long one');
  await second.getByRole('button', { name: ko.setup, exact: true }).click();
  await expect(second.getByRole('alert')).toHaveText(ko.login_setup_closed);
  visitor.forgive(/403/);
  await visitor.close();
  await fresh.stop();
});

test('an admin calibrates the thermometer: guided, steady, stored, and in the history', async () => {
  const visitor = await Visitor.open(`${product.url}/`, 'empty');
  // Somebody stands before the simulated sensor for as long as this visit is open.
  const { id } = evidence();
  await visitor.page.evaluate(async (visit) => {
    await fetch(`/api/visits/${visit}/presence`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ present: true }),
    });
  }, id);
  const staff = await visitor.another(`${product.url}/admin/?lang=ko`);
  await logIn(staff);
  // The simulated thermometer comes calibrated.
  await expect(staff.getByText(ko.calibration_never)).toBeHidden();
  await staff.getByRole('button', { name: ko.calibrate, exact: true }).click();
  const dialog = staff.getByRole('dialog', { name: ko.calibration });
  await expect(dialog.getByRole('listitem')).toContainText('simulator');
  await picture(staff, 'calibration-choose');
  await dialog.getByLabel(ko.reference_clinical).check();
  await dialog.getByRole('button', { name: ko.calibration_next }).click();
  const save = dialog.getByRole('button', { name: ko.calibration_save });
  await expect(dialog.getByRole('status')).toContainText('안정됨');
  await expect(save).toBeDisabled();
  await dialog.getByLabel(ko.calibration_value).fill('36,9');
  await expect(save).toBeEnabled();
  await picture(staff, 'calibration-measure');
  await save.click();
  await expect(dialog.getByText(ko.calibration_saved)).toBeVisible();
  await picture(staff, 'calibration-done');
  await dialog.getByRole('button', { name: ko.calibration_close }).click();
  await expect(dialog).toBeHidden();
  await expect(staff.getByText(ko.calibration_never)).toBeHidden();

  await staff.getByRole('button', { name: ko.calibrate, exact: true }).click();
  // Asked again until it is there: the history is fetched when the dialog opens.
  const newest = dialog.getByRole('listitem').first();
  await expect(newest).toContainText(ADMIN.name);
  // The mean of what was known of the simulator's people, and of whoever stands there.
  await expect(newest).toContainText(/\+2\.45 °C → \+[23]\.\d\d °C/);
  await staff.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await visitor.close();
});
