/** The setting `liveness` from the page to the row; mostly with a stand-in for the model, whose answer is the test's. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import type { Health } from '../../edge-server/contract/index.ts';
import { catalogue } from '../../web/kiosk/messages/text.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';

const { ko } = catalogue;
const ASKED = '**/models/liveness/*';
/** The logistic function of the stand-in's answer, rounded as evidence is. */
const SCORE = 0.881;

let folder: string;
let product: Product;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kf99-liveness-'));
});
test.afterEach(async () => {
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a product with the setting, and a kiosk page whose requests for the model the test answers. */
async function open(liveness: 'off' | 'show', files: Record<string, string | Buffer>) {
  const settings = join(folder, 'settings.json');
  writeFileSync(settings, JSON.stringify({ liveness }));
  product = await Product.start({ KF99_SETTINGS: settings });
  const visitor = await Visitor.open('about:blank', 'bare');
  const asked: string[] = [];
  const said: string[] = [];
  visitor.page.on('console', (message) => said.push(message.text()));
  await visitor.page.context().route(ASKED, async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1)!;
    asked.push(name);
    await route.fulfill(files[name] === undefined ? { status: 404 } : { body: files[name] });
  });
  await visitor.page.goto(`${product.url}/?replayed=1`);
  await expect(visitor.page.getByRole('heading')).toHaveText(ko.deny, { timeout: 60_000 });
  // The second attempt has seconds of frames: the first may begin before the model is there.
  const [, row] = await product.history(2);
  return { visitor, asked, said, row: row! };
}

test('off: the model is not asked for, and the visit has no score', async () => {
  const { visitor, asked, row } = await open('off', {});
  expect([asked, row.liveness]).toEqual([[], null]);
  await visitor.close();
});

test('on: each file is asked for once, and the visit has the model’s score; the verdict is what it was', async () => {
  const { visitor, asked, row } = await open('show', standIn());
  expect(asked.toSorted()).toEqual(['liveness.bin', 'manifest.json', 'model.json']);
  expect(row.verdict).toBe('deny');
  expect(row.liveness).toBeCloseTo(SCORE, 4);
  await expect.poll(reported, { timeout: 15_000 }).toBe('on');
  await visitor.close();
});

test('the model that ships scores a frame in the page', async () => {
  const { visitor, row } = await open('show', shipped());
  expect(row.verdict).toBe('deny');
  expect(row.liveness).toBeGreaterThanOrEqual(0);
  expect(row.liveness).toBeLessThanOrEqual(1);
  await visitor.close();
});

test('on, and the model is not there: visitors are checked as ever, and it is said, to staff too', async () => {
  const { visitor, said, row } = await open('show', {});
  expect([row.verdict, row.liveness]).toEqual(['deny', null]);
  expect(said).toContainEqual(expect.stringMatching(/^no liveness scores: .*404/));
  await expect.poll(reported, { timeout: 15_000 }).toBe('failed');
  visitor.forgive(/404|no liveness scores/);
  await visitor.close();
});

/** What the kiosk page last told of its scores. */
async function reported(): Promise<string | undefined> {
  const { parts } = (await (await fetch(`${product.url}/api/health`)).json()) as Health;
  return parts.kiosk.vision?.liveness;
}

function shipped(): Record<string, Buffer> {
  const folder = join(import.meta.dirname, '../../models/liveness');
  const names = ['manifest.json', 'model.json', 'liveness.bin'];
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
}

/** A graph model that answers the logit 2 whatever it sees: 2 + 0 · mean. */
function standIn(): Record<string, string | Buffer> {
  const float = { dtype: { type: 'DT_FLOAT' } };
  const constant = (name: string) => ({ name, op: 'Const', attr: float });
  const node = [
    { name: 'x', op: 'Placeholder', attr: float },
    { name: 'axes', op: 'Const', attr: { dtype: { type: 'DT_INT32' } } },
    constant('zero'),
    constant('two'),
    { name: 'mean', op: 'Mean', input: ['x', 'axes'], attr: { keep_dims: { b: false } } },
    { name: 'nothing', op: 'Mul', input: ['mean', 'zero'], attr: {} },
    { name: 'logit', op: 'AddV2', input: ['nothing', 'two'], attr: {} },
  ];
  const weights = [
    { name: 'axes', shape: [3], dtype: 'int32' },
    { name: 'zero', shape: [], dtype: 'float32' },
    { name: 'two', shape: [], dtype: 'float32' },
  ];
  return {
    'manifest.json': JSON.stringify({
      version: 'stand-in',
      input: { size: 32, crop: { scale: 2 } },
      temperature: 1,
    }),
    'model.json': JSON.stringify({
      modelTopology: { node, versions: { producer: 1 } },
      weightsManifest: [{ paths: ['liveness.bin'], weights }],
    }),
    'liveness.bin': Buffer.concat([
      Buffer.from(new Int32Array([1, 2, 3]).buffer),
      Buffer.from(new Float32Array([0, 2]).buffer),
    ]),
  };
}
