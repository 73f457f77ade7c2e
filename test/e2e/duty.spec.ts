/** Whoever is on duty: a call is heard on an open page and comes to a phone, and a view says who is told. */
import { type BrowserContext, expect, type Page, test } from 'playwright/test';
import { ALARM_TEXT } from '../../edge-server/words/alarms/index.ts';
import { ko as frame } from '../../web/admin/messages/ko.ts';
import { ko as rules } from '../../web/admin/pages/alarms/messages.ts';
import { en, ko } from '../../web/admin/pages/alarms/told/messages.ts';
import { WAY_KINDS } from '../../web/admin/pages/alarms/told/way-draft.ts';
import { ko as guide } from '../../web/admin/pages/guide/messages.ts';
import { ko as now } from '../../web/admin/pages/now/messages.ts';
import { Receiver } from '../edge-server/doubles/receiver.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';
import { accessible, everyLook, logIn, picture, SIZES, TWO_LOOKS } from './staff-page.ts';

let product: Product;
let visitor: Visitor;
let page: Page;
let ntfy: Receiver;
const at = (path: string) => `${product.url}/admin/${path}`;

/** What a page played and shook, and the number on its icon. */
interface Heard {
  tones: number;
  shakes: number;
  badge: number | null;
}
const heard = () => page.evaluate(() => (globalThis as unknown as { heard: Heard }).heard);

/** Counts what the page has the browser do; the real audio graph plays all the same. */
function listen(): void {
  const counts: Heard = { tones: 0, shakes: 0, badge: null };
  Object.assign(globalThis, { heard: counts });
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (when) {
    if (this.context.state === 'running') counts.tones += 1;
    start.call(this, when);
  };
  navigator.vibrate = () => {
    counts.shakes += 1;
    return true;
  };
  navigator.setAppBadge = (n) => {
    counts.badge = n ?? 0;
    return Promise.resolve();
  };
  navigator.clearAppBadge = () => {
    counts.badge = null;
    return Promise.resolve();
  };
}

/** As the kiosk's browser, which this one is too. */
const visitorCalls = () =>
  page.evaluate(async () => {
    const response = await fetch('/api/kiosk/call', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ screen: 'deny', language: 'ja', visit: null }),
    });
    return (await response.json()) as unknown;
  });

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  ntfy = await Receiver.start();
  product = await Product.start();
  visitor = await Visitor.open(`${product.url}/admin/now?lang=ko`, null);
  page = visitor.page;
  // The kiosk's page, when it is got on the machine itself, pairs the browser; not opened, it wants no camera.
  await page.request.get(product.url);
  await page.addInitScript(listen);
  await page.reload();
  await logIn(page);
});
test.afterAll(async () => {
  try {
    await visitor.close();
  } finally {
    await product.stop();
    ntfy.stop();
  }
});

test('a call rings, shakes and stands in title and badge, until somebody acknowledges it', async () => {
  const title = ALARM_TEXT.call_staff.title.ko;
  expect(await visitorCalls()).toEqual({ state: 'told' });
  await expect(page).toHaveTitle(new RegExp(`^\\(\\d\\) ${title} · `));
  await expect.poll(async () => (await heard()).tones).toBeGreaterThan(0);
  expect((await heard()).shakes).toBeGreaterThan(0);
  expect((await heard()).badge).toBeGreaterThan(0);
  await accessible(page, 'now, while it rings');
  await picture(page, 'duty-ringing');
  // On a phone that is scrolled down, too: the sentence stays in sight, and the bar says that there is something to answer.
  await page.setViewportSize(SIZES.phone);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(0);
  await expect(
    page.locator('.notices').getByRole('button', { name: frame.staff_called_seen }),
  ).toBeInViewport();
  const bar = page.getByRole('navigation', { name: frame.pages });
  await expect(bar.getByRole('link', { name: frame.page_alarms })).toContainText(/\d/);
  await picture(page, 'duty-ringing-phone');
  await page.setViewportSize(SIZES.desktop);
  await page.goto(at('alarms?lang=ko'));
  await page.getByRole('button', { name: rules.acknowledge, exact: true }).first().click();
  await expect(page).not.toHaveTitle(new RegExp(title));
});

test('Now says that nobody would be told, once the set-up no longer does, and leads there', async () => {
  await page.goto(at('now?lang=ko'));
  await page.getByRole('button', { name: guide.offer_end }).click();
  await expect(page.getByText(now.nobody_told)).toBeVisible();
  await picture(page, 'duty-nobody-told');
  await page.getByRole('link', { name: now.nobody_told_go }).click();
  await expect(page).toHaveURL(at('alarms/told'));
});

test('a page that nobody has touched says that the browser keeps it silent, until a touch', async () => {
  await page.goto(at('now?lang=ko'));
  await expect(page.getByText(frame.bell_silent)).toBeVisible();
  await page.getByRole('button', { name: frame.bell_on }).click();
  await expect(page.getByText(frame.bell_silent)).toBeHidden();
  await expect.poll(async () => (await heard()).tones).toBeGreaterThan(0);
});

test('a phone that gets a message shows it while no page is open', async () => {
  const context: BrowserContext = page.context();
  await context.grantPermissions(['notifications'], { origin: product.url });
  const devtools = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0]) resolve(registrations[0].registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/admin/sw.js', { scope: '/admin/' });
    await navigator.serviceWorker.ready;
  });
  const data = JSON.stringify({ title: '직원 호출', body: '정문', tag: 'call_staff', path: '/admin/alarms' });
  const registrationId = await registered;
  await devtools.send('ServiceWorker.deliverPushMessage', { origin: product.url, registrationId, data });
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration('/admin/');
      return (await registration!.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
    });
  await expect.poll(shown).toEqual([{ title: '직원 호출', body: '정문', tag: 'call_staff' }]);
});

test('who is told: a way is added from its template, tested, and in the order; every look of it', async () => {
  await page.goto(at('alarms/told?lang=ko'));
  await page.getByRole('button', { name: ko.way_add }).click();
  const form = page.getByRole('dialog', { name: ko.way_add });
  await form.getByLabel(ko.way_kind).selectOption('ntfy');
  await form.getByLabel(ko.name, { exact: true }).fill('경비실');
  await form.getByLabel(ko.field_server).fill(ntfy.origin);
  await expect(form.getByRole('button', { name: ko.save })).toBeDisabled();
  await form.getByLabel(ko.field_topic).fill('gate');
  await accessible(page, 'the form of a way');
  await picture(page, 'duty-way-form');
  await form.getByRole('button', { name: ko.save }).click();
  await page.getByRole('button', { name: `${ko.test}: 경비실` }).click();
  await expect(page.getByText(ko.test_taken)).toBeVisible();
  expect(ntfy.json(0)).toMatchObject({ topic: 'gate', title: 'KF99 시험' });
  ntfy.answer(403);
  await page.getByRole('button', { name: `${ko.test}: 경비실` }).click();
  await expect(
    page.getByText(ko.test_failed.replace('{why}', ko.answered.replace('{status}', '403'))),
  ).toBeVisible();
  await page.getByRole('button', { name: `${ko.edit}: admin` }).click();
  const place = page.getByRole('dialog', { name: 'admin' });
  await place.getByLabel(ko.turn).selectOption('2');
  await place.getByLabel(ko.hours).fill('9-18');
  await expect(place.getByRole('button', { name: ko.save })).toBeDisabled();
  await place.getByLabel(ko.hours).fill('09:00-18:00');
  await place.getByRole('button', { name: ko.save }).click();
  await expect(page.getByRole('region', { name: ko.order, exact: true })).toContainText('09:00-18:00');
  await everyLook(page, at('alarms/told'), 'duty-told', async (language) => {
    const words = language === 'ko' ? ko : en;
    await expect(page.getByRole('heading', { name: words.waiting })).toBeVisible();
    await expect(page.getByRole('heading', { name: '경비실' })).toBeVisible();
  });
});

test('the form of each kind of way, and of a person’s choice, in every look', async () => {
  for (const kind of WAY_KINDS) {
    const looks = kind === 'email' ? undefined : TWO_LOOKS.slice(0, 1);
    const ready = async (language: 'ko' | 'en') => {
      const words = language === 'ko' ? ko : en;
      await page.getByRole('button', { name: words.way_add }).click();
      const form = page.getByRole('dialog', { name: words.way_add });
      await form.getByLabel(words.way_kind).selectOption(kind);
      await expect(form.getByRole('button', { name: words.save })).toBeVisible();
    };
    await everyLook(page, at('alarms/told'), `duty-way-${kind}`, ready, looks);
  }
  const place = async (language: 'ko' | 'en') => {
    const words = language === 'ko' ? ko : en;
    await page.getByRole('button', { name: `${words.edit}: admin` }).click();
    await expect(page.getByRole('dialog', { name: 'admin' }).getByLabel(words.turn)).toBeVisible();
  };
  await everyLook(page, at('alarms/told'), 'duty-place', place, TWO_LOOKS.slice(0, 1));
});
