/** The set-up as whoever installs a kiosk meets it: from the printed address to the page Now, and never again. */
import { expect, type Page, test } from 'playwright/test';
import { GUIDE_STEPS } from '../../edge-server/contract/guide.ts';
import { ko as frame } from '../../web/admin/messages/ko.ts';
import { ko as told } from '../../web/admin/pages/alarms/told/messages.ts';
import { en, ko } from '../../web/admin/pages/guide/messages.ts';
import { evidence } from '../edge-server/doubles/evidence.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';
import { accessible, everyLook, picture, SIZES, TWO_LOOKS } from './staff-page.ts';

let product: Product;
let visitor: Visitor;
let page: Page;
const at = (step = '') => `${product.url}/admin/guide${step && `/${step}`}`;
const heading = (step: (typeof GUIDE_STEPS)[number]) =>
  page.locator('#guide-step').filter({ hasText: ko[`step_${step}`] });
const next = () => page.getByRole('button', { name: ko.next, exact: true }).click();
const without = () => page.getByRole('button', { name: ko.without, exact: true });
const inList = (step: (typeof GUIDE_STEPS)[number]) =>
  page
    .getByRole('navigation', { name: ko.steps })
    .getByRole('link', { name: new RegExp(`${ko[`step_${step}`]}$`) });

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  product = await Product.start({ KF99_ADMIN_PASSWORD_FILE: '' });
  visitor = await Visitor.open(`${product.url}/`, 'empty');
  page = await visitor.another(product.setUpUrl!.replace('/admin/', '/admin/?lang=ko'));
});
test.afterAll(async () => {
  try {
    await visitor.close();
  } finally {
    await product.stop();
  }
});

test('the printed address leads to a password that is not weak, and on to the first step', async () => {
  await page.getByLabel(frame.setup_password).fill('password123');
  await page.getByRole('button', { name: frame.setup, exact: true }).click();
  await expect(page.getByRole('alert')).toHaveText(frame.login_weak_password);
  await page.getByLabel(frame.setup_password).fill('entrance hall 1');
  await page.getByRole('button', { name: frame.setup, exact: true }).click();
  await expect(heading('site')).toBeVisible();
  visitor.forgive(/422/);
});

test('step by step: settings are saved by the way on, a step is skipped, and it goes on after a reload', async () => {
  // Chromium is an English one here.
  await expect(page.getByText(/브라우저의 것으로 채웠습니다/)).toContainText('언어');
  await page.getByLabel('장소 이름').fill('시청 1층');
  await next();
  await expect(heading('policies')).toBeVisible();
  await expect(page.getByRole('banner')).toContainText('시청 1층');
  await next();
  await expect(heading('hours')).toBeVisible();
  await page.getByRole('button', { name: ko.skip }).click();
  await expect(heading('people')).toBeVisible();
  await page.goto(`${at()}?lang=ko`);
  await expect(heading('people')).toBeVisible();
  await next();
  await expect(page.getByText(ko.page_there)).toBeVisible({ timeout: 60_000 });
  await next();
  await expect(heading('camera')).toBeVisible();
  await expect(without()).toHaveAccessibleDescription(new RegExp(ko.missing_camera));
  await without().click();
  await expect(page.getByText(/지금 .* °C/)).toBeVisible();
  await expect(page.getByText(ko.sensor_simulated)).toBeVisible();
  await without().click();
  await expect(heading('calibration')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /시뮬레이터가 보정했습니다/ })).toBeVisible();
  await page.getByRole('button', { name: ko.calibrate, exact: true }).click();
  const dialog = page.getByRole('dialog', { name: frame.calibration });
  await dialog.getByRole('button', { name: frame.calibration_next }).click();
  await expect(dialog).toContainText(frame.calibration_simulated);
  await picture(page, 'guide-calibration-dialog');
  await page.keyboard.press('Escape');
  await without().click();
  await page.getByRole('button', { name: ko.sound_play }).click();
  await expect(page.getByText(ko.sound_asked)).toBeVisible();
  await next();
  // Only what comes while the step is open is shown in it.
  await expect(heading('visit')).toBeVisible();
  await expect(page.getByText(ko.visit_simulated)).toBeVisible();
  await expect(without()).toBeVisible();
  const answered = await visitor.page.evaluate(
    async (body) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch('/api/visits', { method: 'POST', headers, body: JSON.stringify(body) });
      return answer.status;
    },
    evidence({ mask: 'no_mask' }),
  );
  expect(answered).toBe(200);
  await expect(page.getByText(new RegExp(frame.reason_no_mask))).toBeVisible();
  await picture(page, 'guide-visit-came');
  await next();
  await expect(heading('told')).toBeVisible();
  for (const step of ['hours', 'camera', 'sensor'] as const) {
    await expect(inList(step)).toContainText(ko.state_skipped);
  }
  for (const step of ['pairing', 'sound', 'visit'] as const) {
    await expect(inList(step)).toContainText(ko.state_done);
  }
});

test('what was skipped is taken up again from the list, and is done then', async () => {
  await inList('hours').click();
  await expect(heading('hours')).toBeVisible();
  await next();
  await expect(inList('hours')).toContainText(ko.state_done);
  await page.goto(`${at('told')}?lang=ko`);
});

test('somebody has to be reached before the last step counts as done, and the button says so', async () => {
  await expect(page.getByText(ko.nobody_told)).toBeVisible();
  await expect(page.getByRole('button', { name: ko.next, exact: true })).toHaveCount(0);
  await expect(without()).toHaveAccessibleDescription(new RegExp(ko.missing_told));
  await page.getByRole('button', { name: told.way_add }).click();
  const form = page.getByRole('dialog', { name: told.way_add });
  await form.getByLabel(told.way_kind).selectOption('ntfy');
  await form.getByLabel(told.name, { exact: true }).fill('당직');
  await form.getByLabel(told.field_topic).fill('kf99-duty');
  await form.getByRole('button', { name: told.save }).click();
  await expect(page.getByText(/연락 방법 1개로/)).toBeVisible();
});

test('in the list no step moves another when it is the one that is shown, and each mark is level with its name', async () => {
  const placed = async (step: (typeof GUIDE_STEPS)[number]) => {
    await page.goto(`${at(step)}?lang=en`);
    await expect(page.locator('#guide-step')).toHaveText(en[`step_${step}`]);
    // From the top of the list: what stands above it comes and goes.
    return page.locator('.guide-steps ol').evaluate((list) => {
      const middle = (of: Element) => {
        const { top, height } = of.getBoundingClientRect();
        return top + height / 2 - list.getBoundingClientRect().top;
      };
      return [...list.children].map((line) => ({
        name: middle(line.querySelector('.guide-name > span')!),
        mark: middle(line.querySelector('.icon')!),
      }));
    });
  };
  await page.setViewportSize(SIZES.desktop);
  const steps = [];
  for (const step of GUIDE_STEPS) steps.push(await placed(step));
  const [first] = steps;
  for (const places of steps) expect(places).toEqual(first);
  for (const { name, mark } of first!) expect(Math.abs(name - mark)).toBeLessThan(1.5);
});

test('each step in every look', async () => {
  for (const step of GUIDE_STEPS) {
    const looks = step === 'hours' ? undefined : TWO_LOOKS;
    const ready = async (language: 'ko' | 'en') => {
      await expect(page.locator('#guide-step')).toHaveText((language === 'ko' ? ko : en)[`step_${step}`]);
      if (step === 'sensor') await expect(page.getByText(/°C/)).toBeVisible();
    };
    await everyLook(page, at(step), `guide-${step}`, ready, looks);
  }
});

test('done: it leads to the page Now, is offered no more, and its address leads on', async () => {
  await page.setViewportSize(SIZES.desktop);
  await page.goto(`${product.url}/admin/now?lang=ko`);
  await expect(page.getByRole('link', { name: ko.offer_go })).toBeVisible();
  await page.goto(`${at('told')}?lang=ko`);
  await next();
  await expect(page.getByRole('heading', { name: ko.finish_title })).toBeVisible();
  await expect(page.getByText('11단계 가운데 8단계를 했습니다')).toBeVisible();
  const left = page.getByRole('main').getByRole('listitem').filter({ hasText: '나중에는' });
  await expect(left).toHaveText([/카메라.*‘기기’/, /온도계.*‘기기’/, /온도계 보정.*‘기기’/]);
  await accessible(page, 'the end');
  await picture(page, 'guide-finish');
  await page.getByRole('button', { name: ko.finish }).click();
  await expect(page).toHaveURL(/\/admin\/now/);
  await expect(page.getByText(frame.last_visits)).toBeVisible();
  await expect(page.getByRole('link', { name: ko.offer_go })).toHaveCount(0);
  await page.goto(`${at('site')}?lang=ko`);
  await expect(page).toHaveURL(/\/admin\/now/);
});
