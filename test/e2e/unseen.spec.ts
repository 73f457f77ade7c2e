/** Who is too tall, too small or sits, and halls where nobody is: what the real page says to whom no camera can see. */
import { expect, test } from 'playwright/test';
import { catalogue } from '../../web/kiosk/messages/text.ts';
import { unseen } from '../harness/unseen.ts';
import { Visitor } from './browser.ts';
import { expectAsScripted, playOnce, removeFolder, replayFolder } from './played.ts';
import { Product } from './product.ts';

let folder: string;
let product: Product;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  folder = await replayFolder(unseen.map(({ name }) => name));
  product = await Product.start({ KF99_REPLAY: folder });
});
test.afterAll(async () => {
  await product.stop();
  removeFolder(folder);
});

test.describe('as the recordings expect', () => {
  let visitor: Visitor;
  test.beforeAll(async () => {
    visitor = await Visitor.open('about:blank', null);
  });
  test.afterAll(() => visitor.close());
  for (const { name, title } of unseen) {
    test(title, async () => {
      expectAsScripted(name, await playOnce(visitor.page, product.url, name));
    });
  }
});

test('a wheelchair user before a live camera is told in four languages, calls staff, and nothing is stored', async () => {
  test.setTimeout(120_000);
  const visitor = await Visitor.open(`${product.url}/?replayed=1`, 'wheelchair');
  const { page } = visitor;
  const posted: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/visits')) posted.push(request.url());
  });
  const heading = page.getByRole('heading');
  const status = page.getByRole('status');
  for (const [code, name] of [
    ['ko', '한국어'],
    ['en', 'English'],
    ['ja', '日本語'],
    ['zh', '中文'],
  ] as const) {
    const words = catalogue[code];
    await page.getByRole('button', { name }).click();
    // Of the eyes at the edge the detector makes a face now and then: it is told to step back, too.
    const either = (a: string, b: string) => new RegExp(`${a}|${b}`.replace(/[?.]/g, '\\$&'));
    await expect(heading).toHaveText(either(words.unseen, words.too_near), { timeout: 30_000 });
    await expect(status).toContainText(either(words.unseen_hint, words.too_near));
    await expect(status).toContainText(words.ask_staff);
  }
  const mirror = page.locator('.mirror video');
  const shows = () =>
    mirror.evaluate((video: HTMLVideoElement) => video.readyState >= video.HAVE_CURRENT_DATA);
  await expect.poll(shows, 'the mirror shows them').toBe(true);
  const call = page.waitForRequest((request) => request.url().endsWith('/api/kiosk/call'));
  // The recording begins anew without anybody: the button is touched while its words are on the screen.
  const { unseen: seenAs, too_near: cutOff, call_staff: button } = catalogue.zh;
  await page.waitForFunction(
    ([wanted, name]) => {
      const heading = document.querySelector('h1, h2')?.textContent;
      if (!heading || !wanted!.includes(heading)) return false;
      const touched = [...document.querySelectorAll('button')].find((one) => one.textContent.includes(name!));
      touched?.click();
      return touched !== undefined;
    },
    [`${seenAs} ${cutOff}`, button],
    { timeout: 60_000 },
  );
  expect((await call).postDataJSON()).toMatchObject({
    screen: expect.stringMatching(/^(no_face|cut_off)$/),
    language: 'zh',
    visit: null,
  });
  // No page of staff is open, and nobody has a way of being told.
  await expect(heading).toHaveText(catalogue.zh.call_failed);
  await visitor.close();
  expect(posted).toEqual([]);
});
