/** Mask models that the server names, on the page: one on trial, one in use, one that must not judge. */
import { expect, type Page, test } from 'playwright/test';
import { Health } from '../../edge-server/contract/health.ts';
import type { CurrentModels } from '../../edge-server/contract/models.ts';
import { modelId, packModel } from '../../edge-server/models/model-file.ts';
import { ko } from '../../web/kiosk/messages/ko.ts';
import { goodModel, type ModelFiles, otherGoodModel, USELESS } from '../models/gate/useless.ts';
import { MASK_VERSION } from '../models/shipped.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';

let product: Product;
test.beforeEach(async () => {
  product = await Product.start();
});
test.afterEach(async () => {
  await product.stop();
});

const good = goodModel();
const better = otherGoodModel(good);
const flat = USELESS['always mask']!(good);
const BETTER = modelId(packModel(better));
const FLAT = modelId(packModel(flat));

/** What the page last said of its vision. */
async function vision(page: Page) {
  const answer = await page.evaluate(async () => (await fetch('/api/health')).json());
  return Health.parse(answer).parts.kiosk.vision;
}

test('a model is tried beside, then used without a reload; a useless one is refused by name and the build’s judges', async () => {
  test.slow();
  const visitor = await Visitor.open(`${product.url}/`, 'masked-surgical');
  const { page } = visitor;
  let current: CurrentModels = { use: null, trial: BETTER, good: null };
  const kept: Record<string, ModelFiles> = { [BETTER]: better, [FLAT]: flat };
  await page.route('**/models/current.json', (route) => route.fulfill({ json: current }));
  await page.route('**/models/kept/**', (route) => {
    const [id = '', name = ''] = route.request().url().split('/').slice(-2);
    return route.fulfill({ body: Buffer.from(kept[id]![name as keyof ModelFiles]) });
  });
  await expect(page.getByRole('heading')).toHaveText(ko.idle_title, { timeout: 60_000 });
  await page.evaluate(() => {
    document.title = 'not reloaded';
  });

  const tried = async () => (await vision(page))?.trial?.frames ?? 0;
  await expect.poll(tried, { timeout: 90_000 }).toBeGreaterThan(3);
  const seen = await vision(page);
  expect(seen).toMatchObject({
    model: MASK_VERSION,
    refused: null,
    trial: { model: BETTER, differed: 0 },
  });

  current = { use: BETTER, trial: null, good: null };
  const judges = async () => (await vision(page))?.model;
  await expect.poll(judges, { timeout: 60_000 }).toBe('mask-better');
  await expect(page.getByRole('heading')).toHaveText(ko.pass, { timeout: 60_000 });

  current = { use: FLAT, trial: null, good: null };
  const refused = async () => (await vision(page))?.refused?.model;
  await expect.poll(refused, { timeout: 60_000 }).toBe(FLAT);
  expect((await vision(page))?.refused?.why).toMatch(
    /^mask-[0-9a-f]{8} is refused: it calls 12 of 12 faces mask/,
  );
  // What judged before judges on until the build's is loaded.
  await expect.poll(judges, { timeout: 60_000 }).toBe(MASK_VERSION);
  await expect(page.getByRole('heading')).toHaveText(ko.pass, { timeout: 60_000 });
  expect(await page.title()).toBe('not reloaded');
  await visitor.close();
});
