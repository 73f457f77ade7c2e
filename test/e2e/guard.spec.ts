/** The guard's page on the real server: who is let in, what the kiosk shows, what helps when it is stuck, the door. */
import { expect, type Page, test } from 'playwright/test';
import { VisitList } from '../../edge-server/contract/visit-query.ts';
import { ko as frame } from '../../web/admin/messages/ko.ts';
import { en, ko } from '../../web/admin/pages/now/messages.ts';
import { ko as kioskKo } from '../../web/kiosk/messages/ko.ts';
import { evidence } from '../edge-server/doubles/evidence.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';
import { accessible, everyLook, logIn, picture, SIZES } from './staff-page.ts';

let product: Product;
let visitor: Visitor;
let kiosk: Page;
let page: Page;
const now = () => `${product.url}/admin/now`;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  product = await Product.start();
  visitor = await Visitor.open(`${product.url}/`, 'empty');
  kiosk = visitor.page;
  page = await visitor.another(`${now()}?lang=ko`);
  await logIn(page);
});
test.afterAll(async () => {
  try {
    await visitor.close();
  } finally {
    await product.stop();
  }
});

test('let in from a phone by touches alone: the last one who was denied stands first', async () => {
  const denied = [evidence({ mask: 'no_mask' }), evidence({ mask: 'incorrect' })];
  await kiosk.evaluate(async (bodies) => {
    const headers = { 'content-type': 'application/json' };
    for (const body of bodies) {
      await fetch('/api/visits', { method: 'POST', headers, body: JSON.stringify(body) });
    }
  }, denied);
  await page.setViewportSize(SIZES.phone);
  const who = page.getByRole('group', { name: ko.let_in_who }).getByRole('radio');
  await expect(who).toHaveCount(3);
  await expect(who.first()).toBeChecked();
  await expect(page.getByLabel(new RegExp(frame.reason_mask_incorrect)).first()).toBeChecked();
  await page.getByRole('button', { name: ko.reason_staff_other }).click();
  const sheet = page.getByRole('dialog', { name: ko.let_in });
  await accessible(page, 'the sheet that lets in');
  await picture(page, 'now-let-in');
  await expect(sheet.getByRole('textbox')).toBeHidden();
  const open = sheet.getByRole('button', { name: ko.open_door });
  const box = (await open.boundingBox())!;
  expect(box.y, 'in reach of a thumb').toBeGreaterThan(SIZES.phone.height / 2);
  expect(box.height).toBeGreaterThanOrEqual(48);
  await open.click();
  await expect(page.getByText(ko.door_done)).toBeVisible();
  const list = await page.request.get(`${product.url}/api/admin/visits?verdict=staff`);
  const [row] = VisitList.parse(await list.json()).visits;
  expect([row?.ispass, row?.reasons, row?.attempt_of]).toEqual([true, ['staff_other'], denied[1]!.id]);
});

test('what the kiosk shows is read here, and its page is loaded again from here', async () => {
  await page.setViewportSize(SIZES.desktop);
  const card = page.getByRole('region', { name: ko.screen });
  await expect(card).toContainText(kioskKo.idle_title, { timeout: 60_000 });
  await kiosk.evaluate(() => {
    (globalThis as { before?: boolean }).before = true;
  });
  await page.getByRole('button', { name: ko.reload }).click();
  await expect(page.getByText(ko.reload_asked)).toBeVisible();
  await expect.poll(() => kiosk.evaluate(() => 'before' in globalThis).catch(() => true)).toBe(false);
  await page.getByRole('button', { name: ko.restart }).click();
  const restart = async () => {
    const health = await page.request.get(`${product.url}/api/health`);
    return ((await health.json()) as { parts: { kiosk: { restart: string | null } } }).parts.kiosk.restart;
  };
  await expect.poll(restart, 'the machine is asked to start the browser anew').not.toBeNull();
  await expect(card).toContainText(kioskKo.idle_title, { timeout: 60_000 });
});

test('the door: how it is, and a pulse without a visitor after a question', async () => {
  await page.getByRole('button', { name: ko.door_test }).click();
  const question = page.getByRole('dialog', { name: ko.door_test });
  await accessible(page, 'the question before the pulse');
  await question.getByRole('button', { name: ko.open_door }).click();
  await expect(page.getByText(ko.pulse_done)).toBeVisible();
});

test('the guard’s page in every look', async () => {
  await everyLook(page, now(), 'now', async (language) => {
    const { reload } = language === 'ko' ? ko : en;
    await expect(page.getByRole('button', { name: reload })).toBeVisible();
    await expect(page.locator('.screen-title')).toBeVisible();
  });
});
