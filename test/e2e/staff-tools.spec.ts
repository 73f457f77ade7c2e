/** Staff's tools on the real server: settings, people, alarms, devices. One product for all of them. */
import { expect, type Page, test } from 'playwright/test';
import { ko as alarms, en as alarmsEn } from '../../web/admin/pages/alarms/messages.ts';
import { ko as devices, en as devicesEn } from '../../web/admin/pages/devices/messages.ts';
import { ko as now } from '../../web/admin/pages/now/messages.ts';
import { ko as people, en as peopleEn } from '../../web/admin/pages/people/messages.ts';
import { en as settingsEn, ko as settingsKo } from '../../web/admin/pages/settings/messages.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';
import { accessible, everyLook, logIn, picture, SIZES, TWO_LOOKS } from './staff-page.ts';

let product: Product;
let visitor: Visitor;
let page: Page;
const at = (path: string) => `${product.url}/admin/${path}`;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  product = await Product.start();
  visitor = await Visitor.open(`${product.url}/admin/settings?lang=ko`, 'empty');
  page = visitor.page;
  await logIn(page);
});
test.afterAll(async () => {
  try {
    await visitor.close();
  } finally {
    await product.stop();
  }
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
  await expect(page.getByRole('banner')).toContainText('시청 1층');
  await expect(page).toHaveTitle(/시청 1층/);
  const history = page.getByRole('region', { name: settingsKo.history });
  await expect(history.getByRole('listitem').first()).toContainText('38.2 °C');
  await page.getByRole('button', { name: '되돌리기', exact: true }).last().click();
  await expect(fever).toHaveValue('37.5');
  await expect(page.getByRole('banner')).not.toContainText('시청 1층');
  await everyLook(page, at('settings'), 'settings', async (language) => {
    await expect(
      page.getByRole('heading', { name: (language === 'ko' ? settingsKo : settingsEn).history }),
    ).toBeVisible();
  });
});

test('settings: found by a search, hours by the day of the week, other policies in the flu season', async () => {
  await page.goto(at('settings?lang=ko'));
  await expect(page.getByLabel('피부 방사율')).toBeHidden();
  await page.getByRole('searchbox', { name: settingsKo.search }).fill('emissivity');
  await expect(page.getByRole('textbox', { name: /방사율/ })).toBeVisible();
  await page.getByRole('searchbox', { name: settingsKo.search }).fill('휴일');
  await page.getByRole('combobox', { name: '월요일' }).first().selectOption('spans');
  await page.getByLabel('월요일 시작').fill('07:30');
  await page.getByRole('button', { name: settingsKo.as_monday }).click();
  await expect(page.getByLabel('금요일 시작')).toHaveValue('07:30');
  await page.getByRole('combobox', { name: '일요일' }).first().selectOption('none');
  await page.getByRole('button', { name: settingsKo.holiday_korea }).click();
  await page.getByRole('button', { name: settingsKo.period_add }).click();
  await page.getByLabel(settingsKo.period_name).fill('독감철');
  await page.getByLabel(settingsKo.season).check();
  await accessible(page, 'the timetable');
  await picture(page, 'settings-timetable');
  await page.getByRole('button', { name: settingsKo.review }).click();
  const review = page.getByRole('dialog', { name: settingsKo.review_title });
  await expect(review).toContainText('월–금 07:30-18:00; 토 종일; 일 없음; 휴일 종일');
  await expect(review).toContainText('독감철');
  await review.getByRole('button', { name: settingsKo.save }).click();
  await expect(page.getByText(settingsKo.saved)).toBeVisible();
  await page.getByRole('searchbox', { name: settingsKo.search }).fill('');
  await picture(page, 'settings-with-timetable');
  await page.evaluate(() =>
    fetch('/api/admin/settings', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ openingHours: null, holidays: null, policyPeriods: null }),
    }),
  );
});

test('settings: a session that ends, and another admin, lose nothing that was typed', async () => {
  await page.goto(at('settings?lang=ko'));
  await page.getByLabel('장소 이름').fill('내가 쓴 이름');
  // The session ends just as the change is on its way, whatever else the page asks for.
  await page.route(
    /settings\?version=/,
    async (route) => {
      await page.request.delete(`${product.url}/api/session`, { headers: { origin: product.url } });
      await route.continue();
    },
    { times: 1 },
  );
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
  await picture(page, 'people-pair-form');
  await accessible(page, 'the form that pairs');
  await page.getByRole('button', { name: people.pair_address }).click();
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
  await expect(page.getByTitle(/ user\.add /).first()).toBeVisible();
  await expect(page.getByTitle(/ token\.add /)).toHaveCount(0);
  await page.getByLabel(people.audit_kind).selectOption('token');
  await expect(page.getByTitle(/ token\.add /)).toBeVisible();
  await page.goBack();
  await expect(page.getByTitle(/ user\.add /).first()).toBeVisible();
  await everyLook(
    page,
    at('people/audit'),
    'people-audit',
    async () => {
      await expect(page.getByTitle(/ pairing\.code /)).toBeVisible();
    },
    TWO_LOOKS,
  );
});

test('alarms: what to do, acknowledged and taken back; a rule is tried, saved, and opens one', async () => {
  const { page: kiosk, call } = await callStaff();
  await page.goto(at('alarms?lang=ko'));
  const item = page.getByRole('listitem').filter({ hasText: '직원 호출' });
  await expect(item.getByText('입구로 가세요.')).toBeVisible();
  await item.getByRole('button', { name: alarms.acknowledge }).click();
  await expect(item).toHaveCount(0);
  await page.getByRole('button', { name: '되돌리기', exact: true }).click();
  await expect(item.getByRole('button', { name: alarms.acknowledge })).toBeVisible();
  await everyLook(page, at('alarms'), 'alarms', async (language) => {
    const { acknowledge } = language === 'ko' ? alarms : alarmsEn;
    await expect(page.getByRole('button', { name: acknowledge }).first()).toBeVisible();
  });
  await call();
  await kiosk.close();

  await page.goto(at('alarms/rules?lang=ko'));
  await page.getByRole('button', { name: alarms.add }).click();
  const editor = page.getByRole('dialog', { name: alarms.add });
  await editor.getByLabel(alarms.name, { exact: true }).fill('센서가 방보다 따뜻함');
  await editor.getByRole('button', { name: alarms.as_jsonata }).click();
  const condition = editor.getByRole('textbox', { name: alarms.condition, exact: true });
  await condition.fill('temperature > (');
  await editor.getByRole('button', { name: alarms.try }).click();
  await expect(editor.getByText(/condition:/)).toBeVisible();
  visitor.forgive(/400/);
  await condition.fill('temperature > 0');
  await editor.getByRole('button', { name: alarms.try }).click();
  await expect(editor.getByText(/개 중 \d+개가 조건에 맞습니다/)).toBeVisible();
  await editor.getByRole('button', { name: alarms.as_form }).click();
  await expect(editor.getByLabel(alarms.value)).toHaveValue('0');
  await editor.getByLabel(alarms.action_add).selectOption('sound');
  await accessible(page, 'the editor of a rule');
  await picture(page, 'alarms-editor');
  await editor.getByRole('button', { name: alarms.save }).click();
  await expect(page.getByText(alarms.rule_active)).toBeVisible({ timeout: 20_000 });
  await everyLook(
    page,
    at('alarms/rules'),
    'alarms-rules',
    async (language) => {
      await expect(
        page.getByText((language === 'ko' ? alarms : alarmsEn).source_reading).first(),
      ).toBeVisible();
    },
    TWO_LOOKS,
  );
  await page.goto(at('alarms/rules?lang=en'));
  await page.getByRole('button', { name: alarmsEn.add }).click();
  const made = page.getByRole('dialog', { name: alarmsEn.add });
  await made.getByLabel(alarmsEn.template).selectOption(alarmsEn.template_denials);
  await expect(made.getByLabel(alarmsEn.times_needed)).toHaveValue('5');
  await made.getByRole('button', { name: alarmsEn.line_add }).click();
  await accessible(page, 'a rule from a template');
  await picture(page, 'alarms-template');
  await page.keyboard.press('Escape');
  await page.goto(at('alarms/rules?lang=ko'));
  await page.getByRole('button', { name: alarms.edit }).click();
  await page.getByRole('button', { name: alarms.remove, exact: true }).click();
  await expect(page.getByText(alarms.rules_none)).toBeVisible();
  await page.goto(at('alarms/past?lang=en'));
  await expect(page.getByText('A rule is active')).toBeVisible();
  await accessible(page, 'past alarms');
});

test('devices: the machine says what it knows', async () => {
  await everyLook(page, at('devices'), 'devices', async (language) => {
    const { machine } = language === 'ko' ? devices : devicesEn;
    await expect(page.getByRole('region', { name: machine })).toBeVisible();
  });
});

test('a camera check: announced on the kiosk’s screen, shown to the admin once', async () => {
  await page.setViewportSize(SIZES.desktop);
  const kiosk = await visitor.another(`${product.url}/`);
  await page.goto(at('devices?lang=ko'));
  await expect(page.getByRole('region', { name: devices.kiosk })).toContainText(devices.camera_live, {
    timeout: 60_000,
  });
  await page.getByRole('button', { name: devices.camera_take }).click();
  await expect(kiosk.getByRole('alert')).toContainText('직원이 카메라를 확인합니다');
  const shown = page.getByRole('dialog', { name: devices.camera_title });
  await expect(shown).toBeVisible();
  const width = () =>
    shown.getByRole('img').evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
  await expect.poll(width).toBeGreaterThan(300);
  await expect(kiosk.getByRole('alert')).toHaveCount(0);
  await accessible(page, 'the picture');
  await shown.getByRole('button', { name: devices.close }).click();
  await expect(shown).toHaveCount(0);
  await kiosk.close();
});

/** A visitor calls staff at the kiosk. @returns the kiosk's page, and how to call again */
async function callStaff() {
  const kiosk = await visitor.another(`${product.url}/`);
  const call = () =>
    kiosk.evaluate(async () => {
      await fetch('/api/kiosk/call', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ screen: 'deny', language: 'ko', visit: null }),
      });
    });
  await call();
  return { page: kiosk, call };
}

test('a viewer: reads the settings, is offered to let people in, and nothing that is not theirs', async () => {
  const guard = { name: '경비 김', password: 'night shift 22' };
  await page.goto(at('now?lang=ko'));
  await page.evaluate(async (user) => {
    const headers = { 'content-type': 'application/json' };
    await fetch('/api/admin/users', {
      method: 'POST',
      headers,
      body: JSON.stringify({ ...user, role: 'viewer' }),
    });
    await fetch('/api/session', { method: 'DELETE' });
  }, guard);
  await page.goto(at('settings?lang=ko'));
  await logIn(page, guard);
  // The earlier page may have asked once more after the log-out.
  visitor.forgive(/401/);
  await expect(page.getByText(settingsKo.view_only)).toBeVisible();
  await expect(page.getByLabel('발열 기준', { exact: true })).toBeDisabled();
  await expect(page.getByRole('button', { name: '되돌리기', exact: true })).toHaveCount(0);
  await accessible(page, 'settings of a viewer');
  await picture(page, 'viewer-settings');

  await page.goto(at('people?lang=ko'));
  await expect(page.getByRole('button', { name: people.change_password })).toBeVisible();
  await expect(page.getByRole('button', { name: people.add_user })).toHaveCount(0);
  await expect(page.getByRole('link', { name: people.audit })).toHaveCount(0);
  await accessible(page, 'people of a viewer');
  await picture(page, 'viewer-people');

  await page.goto(at('now?lang=ko'));
  await page.getByRole('button', { name: now.reason_child }).click();
  await expect(page.getByRole('dialog', { name: now.let_in })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: now.reload })).toBeVisible();
  await expect(page.getByRole('button', { name: now.door_test })).toHaveCount(0);
  await picture(page, 'viewer-now');

  const refused = await page.evaluate(async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch('/api/admin/settings', { method: 'PATCH', headers, body: '{"siteName":"x"}' });
    return answer.status;
  });
  expect(refused).toBe(403);
  visitor.forgive(/403/);
});
