/** A person sets a second factor up, logs in with it, and with a recovery code: the real page on the real server. */
import { expect, type Page, test } from 'playwright/test';
import { en } from '../../web/admin/messages/en.ts';
import { ko } from '../../web/admin/messages/ko.ts';
import { en as people } from '../../web/admin/pages/people/messages.ts';
import { codeOf } from '../edge-server/doubles/authenticator.ts';
import { Visitor } from './browser.ts';
import { ADMIN, Product } from './product.ts';
import { accessible, logIn, picture } from './staff-page.ts';

const STEP_MS = 30_000;
let product: Product;
test.beforeEach(async () => {
  product = await Product.start();
});
test.afterEach(async () => {
  await product.stop();
});

/** What stands there now: axe on a phone in the dark and on a desk in the light, and a picture of all where they are kept. */
async function looks(page: Page, name: string): Promise<void> {
  for (const width of process.env.KF99_PICTURES ? [390, 800, 1280] : [390, 1280]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const checked = (width === 390) === (colorScheme === 'dark') && width !== 800;
      if (!checked && !process.env.KF99_PICTURES) continue;
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // Colours that are still on their way have another contrast.
      await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
      if (checked) await accessible(page, `${name}-${width}-${colorScheme}`);
      await picture(page, `${name}-${width}-${colorScheme}`);
    }
  }
}

/** Logs out; the page is loaded anew by itself, which ends before another address is opened. */
async function leave(page: Page, words: typeof en | typeof ko): Promise<void> {
  const loaded = page.waitForEvent('load');
  await page.getByRole('button', { name: words.log_out, exact: true }).click();
  await loaded;
}

/** Name and password, up to the second step. */
async function first(page: Page, words: typeof en | typeof ko): Promise<void> {
  await page.getByLabel(words.login_name, { exact: true }).fill(ADMIN.name);
  await page.getByLabel(words.login_password, { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: words.login, exact: true }).click();
}

test('a second factor: set up with the app, asked for at the log-in, replaced by a recovery code', async () => {
  const visitor = await Visitor.open(`${product.url}/admin/people?lang=en`, 'empty');
  const { page } = visitor;
  await logIn(page);
  const card = page.getByRole('region', { name: people.factor, exact: true });
  await expect(card).toContainText(people.factor_off);
  await looks(page, 'factor-off');
  await card.getByRole('button', { name: people.factor_set_up }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(people.current_password, { exact: true }).fill(ADMIN.password);
  await looks(page, 'factor-password');
  await dialog.getByRole('button', { name: people.factor_next }).click();
  await expect(dialog.getByRole('img', { name: people.factor_qr })).toBeVisible();
  await dialog.getByText(people.factor_by_hand).click();
  const key = (await dialog.locator('.secret').textContent())!;
  await looks(page, 'factor-app');
  const code = dialog.getByLabel(en.login_code, { exact: true });
  await expect(code).toHaveAttribute('autocomplete', 'one-time-code');
  await code.fill('000000');
  await dialog.getByRole('button', { name: people.factor_confirm }).click();
  await expect(page.getByText(en.login_wrong_code)).toBeVisible();
  await code.fill(codeOf(key, new Date()));
  await dialog.getByRole('button', { name: people.factor_confirm }).click();
  await expect(page.getByRole('dialog', { name: people.factor_codes })).toBeVisible();
  const recovery = (await dialog.locator('.secret').textContent())!.split('\n');
  expect(recovery).toHaveLength(10);
  await looks(page, 'factor-codes');
  await dialog.getByRole('button', { name: people.factor_codes_kept }).click();
  await expect(card).toContainText('10 recovery codes left');
  await looks(page, 'factor-on');

  await leave(page, en);
  await first(page, en);
  const field = page.getByLabel(en.login_code, { exact: true });
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('inputmode', 'numeric');
  await expect(field).toHaveAttribute('autocomplete', 'one-time-code');
  await looks(page, 'login-code');
  await field.fill('000 000');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText(en.login_wrong_code);
  await looks(page, 'login-code-wrong');
  await field.fill(codeOf(key, new Date(Date.now() + STEP_MS)));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: en.login_title })).toBeHidden();

  await leave(page, en);
  await page.goto(`${product.url}/admin/people?lang=ko`);
  await first(page, ko);
  await page.getByRole('button', { name: ko.login_use_recovery }).click();
  await looks(page, 'login-recovery');
  await page.getByLabel(ko.login_recovery, { exact: true }).fill(recovery[0]!.toLowerCase());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: ko.login_title })).toBeHidden();
  await expect(page.getByText('남은 복구 코드 9개')).toBeVisible();

  // Asked of every admin: another one may only look, and is told where to set it up.
  const other = { name: 'lee', password: 'another long one' };
  await page.evaluate(async ({ name, password }) => {
    const send = (method: string, path: string, body: unknown) =>
      fetch(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    await send('POST', '/api/admin/users', { name, password, role: 'admin' });
    await send('PATCH', '/api/admin/settings', { secondFactor: 'admins' });
  }, other);
  await leave(page, ko);
  await page.goto(`${product.url}/admin/people?lang=en`);
  await logIn(page, other);
  await expect(page.getByText(en.factor_wanted)).toBeVisible();
  await expect(page.getByRole('heading', { name: people.users })).toBeHidden();
  await looks(page, 'factor-wanted');
  visitor.forgive(/401/);
  await visitor.close();
});
