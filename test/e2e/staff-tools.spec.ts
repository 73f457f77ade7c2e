/** Staff's tools on the real server: settings, people, alarms, devices. One product for all of them. */
import { expect, type Page, test } from 'playwright/test';
import { ko as people, en as peopleEn } from '../../web/admin/pages/people/messages.ts';
import { en as settingsEn, ko as settingsKo } from '../../web/admin/pages/settings/messages.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';
import { accessible, everyLook, logIn, picture, TWO_LOOKS } from './staff-page.ts';

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

test('people: a guard is added and made an admin, a token is shown once, a browser is paired, all of it audited', async () => {
  await page.goto(at('people?lang=ko'));
  await page.getByRole('button', { name: people.add_user }).click();
  const form = page.getByRole('dialog', { name: people.add_user });
  await form.getByLabel(people.name).fill('👩‍🚒 Zoë राजेश');
  await form.getByLabel(people.password, { exact: true }).fill('a long password');
  await accessible(page, 'the form of a person');
  await form.getByRole('button', { name: people.add_user }).click();
  const row = page.getByRole('listitem').filter({ hasText: '👩‍🚒 Zoë राजेश' });
  await row.getByRole('button', { name: people.make_admin }).click();
  await expect(row.getByRole('button', { name: people.make_viewer })).toBeVisible();
  await page.getByRole('button', { name: '되돌리기', exact: true }).click();
  await expect(row.getByRole('button', { name: people.make_admin })).toBeVisible();
  await everyLook(page, at('people'), 'people', async (language) => {
    const { users } = language === 'ko' ? people : peopleEn;
    await expect(page.getByRole('region', { name: users }).getByRole('listitem')).toHaveCount(2);
  });

  await page.goto(at('people/tokens?lang=ko'));
  await page.getByRole('button', { name: people.add_token }).first().click();
  const token = page.getByRole('dialog', { name: people.add_token });
  await token.getByLabel(people.name).fill('Home Assistant');
  await token.getByRole('button', { name: people.add_token }).click();
  await expect(token.getByText(people.choose_scope)).toBeVisible();
  await token.getByLabel(people.scope_events).check();
  await picture(page, 'people-token-form');
  await token.getByRole('button', { name: people.add_token }).click();
  const once = page.getByRole('dialog', { name: people.token_made });
  await expect(once.getByText(/^kf99_[\w-]{20,}$/)).toBeVisible();
  await once.getByRole('button', { name: people.close }).click();
  await expect(page.getByText(/^kf99_/)).toHaveCount(0);
  const ready = async () => expect(page.getByText('Home Assistant')).toBeVisible();
  await everyLook(page, at('people/tokens'), 'people-tokens', ready, TWO_LOOKS);

  await page.goto(at('people/devices?lang=ko'));
  await page.getByRole('button', { name: people.pair }).click();
  const address = await page
    .getByRole('dialog')
    .getByText(/\?pair=/)
    .textContent();
  const kiosk = await visitor.another(address!);
  await kiosk.close();
  await page.goto(at('people/devices?lang=ko'));
  await expect(page.getByRole('button', { name: people.unpair })).toHaveCount(1);
  const paired = async () => expect(page.getByRole('main').getByRole('listitem').nth(4)).toBeVisible();
  await everyLook(page, at('people/devices'), 'people-devices', paired, TWO_LOOKS);

  await page.goto(at('people/audit?action=user&lang=ko'));
  await expect(page.getByText('user.add').first()).toBeVisible();
  await expect(page.getByText('token.add')).toHaveCount(0);
  await page.getByLabel(people.audit_kind).selectOption('token');
  await expect(page.getByText('token.add')).toBeVisible();
  await page.goBack();
  await expect(page.getByText('user.add').first()).toBeVisible();
  await everyLook(
    page,
    at('people/audit'),
    'people-audit',
    async () => {
      await expect(page.getByText('pairing.code')).toBeVisible();
    },
    TWO_LOOKS,
  );
});
