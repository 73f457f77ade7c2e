/** What goes wrong at an entrance: said in words, and mended without a hand. */
import { expect, test } from 'playwright/test';
import { ko as people } from '../../web/admin/pages/people/messages.ts';
import { en } from '../../web/kiosk/messages/en.ts';
import { ja } from '../../web/kiosk/messages/ja.ts';
import { ko } from '../../web/kiosk/messages/ko.ts';
import { zh } from '../../web/kiosk/messages/zh.ts';
import { SERVER_GONE, Visitor } from './browser.ts';
import { ADMIN, Product } from './product.ts';
import { logIn } from './staff-page.ts';

let product: Product;

test.beforeAll(async () => {
  product = await Product.start();
});
test.afterAll(async () => {
  await product.stop();
});

test('no camera: the page says what to plug in', async () => {
  const visitor = await Visitor.open(product.url, null);
  await expect(visitor.page.getByRole('status')).toContainText(ko.camera_absent, { timeout: 20_000 });
  await visitor.close();
});

test('a pointer device: no arrow in the page, until a mouse moves and while it does', async () => {
  const visitor = await Visitor.open(product.url, null);
  const { page } = visitor;
  const cursor = () =>
    page
      .getByRole('button')
      .first()
      .evaluate((button) => getComputedStyle(button).cursor);
  expect(await cursor()).toBe('none');
  await page.mouse.move(200, 200);
  await page.mouse.move(300, 250, { steps: 4 });
  expect(await cursor()).not.toBe('none');
  await expect.poll(cursor, { timeout: 20_000 }).toBe('none');
  await visitor.close();
});

test('camera refused: the page says where to allow it', async () => {
  const visitor = await Visitor.open('about:blank', 'bare');
  await visitor.page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException('Permission denied', 'NotAllowedError');
    };
  });
  await visitor.page.goto(product.url);
  await expect(visitor.page.getByRole('status')).toContainText(ko.camera_denied);
  await visitor.close();
});

test('camera unplugged: the page says so and is back with the camera', async () => {
  const visitor = await Visitor.open(`${product.url}/?replayed=1`, 'empty');
  const { page } = visitor;
  await expect(page.getByRole('heading')).toHaveText(ko.idle_title, { timeout: 30_000 });
  await page.evaluate(() => {
    const stream = document.querySelector('video')!.srcObject as MediaStream;
    for (const track of stream.getTracks()) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  });
  await expect(page.getByRole('status')).toContainText(ko.camera_lost);
  await expect(page.getByRole('heading')).toHaveText(ko.idle_title, { timeout: 30_000 });
  await visitor.close();
});

test('black frames: the page says that the camera is covered', async () => {
  const visitor = await Visitor.open(`${product.url}/?replayed=1`, 'black');
  await expect(visitor.page.getByRole('status')).toContainText(ko.camera_black, { timeout: 30_000 });
  await visitor.close();
});

test('a picture that stands still: the page says so and opens the camera again', async () => {
  const visitor = await Visitor.open(`${product.url}/?replayed=1`, 'frozen');
  const status = visitor.page.getByRole('status');
  await expect(status).toContainText(ko.camera_frozen, { timeout: 30_000 });
  await expect(visitor.page.getByRole('heading')).toHaveText(ko.idle_title, { timeout: 30_000 });
  await visitor.close();
});

test('a vision worker that dies is counted and another one judges on', async () => {
  const visitor = await Visitor.open(`${product.url}/?replayed=1`, 'bare');
  const { page } = visitor;
  await expect(page.locator('.kiosk.deny')).toBeVisible({ timeout: 30_000 });
  const workers = page.workers().filter((one) => one.url().includes('/worker-'));
  expect(workers, 'the worker that began with the page is the one that judges').toHaveLength(1);
  const [worker] = workers;
  const another = page.waitForEvent('worker', { timeout: 30_000 });
  await worker!.evaluate(() => {
    setTimeout(() => {
      throw new Error('a test ended it');
    });
  });
  await another;
  const heartbeat = page.waitForRequest(
    (request) =>
      request.url().endsWith('/api/kiosk/heartbeat') && /"worker_crashed":1/.test(request.postData() ?? ''),
    { timeout: 30_000 },
  );
  await heartbeat;
  await expect(page.locator('.kiosk.calm .mirror')).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('.kiosk.deny')).toBeVisible({ timeout: 30_000 });
  visitor.forgive(/a test ended it/);
  await visitor.close();
});

test('weights, WASM and the programs of page and worker are dropped on their first way, as when an interface comes up: the page fetches them again', async () => {
  const visitor = await Visitor.open('about:blank', 'bare');
  const dropped = new Set<string>();
  await visitor.page.context().route(/\/(models|wasm)\/|\/(worker|main)-/, (route) => {
    const url = route.request().url();
    if (dropped.has(url)) return route.continue();
    dropped.add(url);
    return route.abort('connectionaborted');
  });
  await visitor.page.goto(`${product.url}/?replayed=1`);
  await expect(visitor.page.locator('.kiosk.deny')).toBeVisible({ timeout: 60_000 });
  expect(dropped.size, 'a model, its weights and the backend').toBeGreaterThan(2);
  visitor.forgive(
    /ERR_CONNECTION_ABORTED|Failed to fetch|Initialization of backend|Aborted|could not be read/,
  );
  await visitor.close();
});

test('the page’s program can’t be read: visitors are asked to wait, in each language, until it can', async () => {
  const visitor = await Visitor.open('about:blank', 'bare');
  const { page } = visitor;
  await page.route(/\/main-/, (route) => route.abort('connectionaborted'));
  await page.goto(`${product.url}/?replayed=1`);
  for (const { wait } of [ko, en, ja, zh]) await expect(page.getByText(wait)).toBeVisible();
  await page.unroute(/\/main-/);
  await expect(page.locator('.kiosk.calm')).toBeVisible({ timeout: 30_000 });
  expect(
    await page.evaluate(() => sessionStorage.length),
    'the next time it waits as long as the first',
  ).toBe(0);
  visitor.forgive(/ERR_CONNECTION_ABORTED|could not be read/);
  await visitor.close();
});

test('a browser that hands no frames to workers: bitmaps are judged', async () => {
  const visitor = await Visitor.open('about:blank', 'bare');
  await visitor.page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'MediaStreamTrackProcessor');
  });
  await visitor.page.goto(`${product.url}/?replayed=1`);
  await expect(visitor.page.locator('.kiosk.deny')).toBeVisible({ timeout: 30_000 });
  await visitor.close();
});

test('a browser with an old pairing address shows a code; an admin types it, and the screen is the kiosk', async () => {
  const visitor = await Visitor.open('about:blank', 'empty');
  const { page } = visitor;
  // As a browser behind a proxy would come: it is not taken for the machine's own.
  await page.route(`${product.url}/?pair=old`, (route) =>
    route.continue({ headers: { ...route.request().headers(), 'x-forwarded-for': '203.0.113.7' } }),
  );
  await page.goto(`${product.url}/?pair=old`);
  await expect(page.getByRole('heading')).toHaveText(ko.not_paired, { timeout: 20_000 });
  const words = page.getByRole('status');
  await expect(words).toContainText(ko.pairing_old);
  await expect(words).toContainText('10분');
  await expect(page.getByRole('button', { name: ko.call_staff })).toHaveCount(0);
  const code = await words.getByText(/^\d{4} \d{4}$/).textContent();

  const admin = await visitor.another(`${product.url}/admin/people/devices?lang=ko`);
  await logIn(admin);
  await admin.getByRole('button', { name: people.pair, exact: true }).click();
  const form = admin.getByRole('dialog', { name: people.pair_title });
  await form.getByLabel(people.pair_code).fill('0000');
  await form.getByRole('button', { name: people.pair, exact: true }).click();
  await expect(admin.getByText(people.pair_unknown)).toBeVisible();
  await form.getByLabel(people.pair_code).fill(code!);
  await form.getByRole('button', { name: people.pair, exact: true }).click();
  await expect(admin.getByRole('button', { name: people.unpair })).not.toHaveCount(0, { timeout: 20_000 });
  await expect(page.getByRole('heading')).toHaveText(ko.idle_title, { timeout: 30_000 });
  visitor.forgive(/401|404/);
  await visitor.close();
});

test("a new machine's own screen says where the first admin is set up, until there is one", async () => {
  const fresh = await Product.start({
    KF99_PAIRING: 'code',
    KF99_FIRST_RUN: 'screen',
    KF99_ADMIN_PASSWORD_FILE: '',
  });
  const visitor = await Visitor.open(`${fresh.url}/`, 'empty');
  const code = visitor.page.getByRole('img', { name: /#setup=/ });
  const address = await code.getAttribute('aria-label', { timeout: 20_000 });
  await expect(visitor.page.getByRole('status')).toContainText(address!);
  const phone = await visitor.another(`${address}`);
  await phone.getByLabel(/new password/i).fill(ADMIN.password);
  await phone.keyboard.press('Enter');
  await expect(code).toHaveCount(0, { timeout: 20_000 });
  await expect(visitor.page.getByRole('status').getByText(/^\d{4} \d{4}$/)).toBeVisible();
  visitor.forgive(/401|403/);
  await visitor.close();
  await fresh.stop();
});

test('the server is killed: the page says so, and is back with the server', async () => {
  const first = await Product.start();
  const visitor = await Visitor.open(`${first.url}/?replayed=1`, 'empty');
  const { page } = visitor;
  await expect(page.getByRole('heading')).toHaveText(ko.idle_title, { timeout: 30_000 });
  await first.crash();
  await expect(page.getByRole('status')).toContainText(ko.server_away, { timeout: 20_000 });
  const second = await Product.start({ KF99_DATA: first.data, KF99_PORT: new URL(first.url).port });
  await expect(page.getByRole('heading')).toHaveText(ko.idle_title, { timeout: 30_000 });
  visitor.forgive(SERVER_GONE);
  await visitor.close();
  await second.stop();
});
