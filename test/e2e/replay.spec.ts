/** `?source=`: a recording in place of the camera, every frame once and with exact times, for debugging. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import sharp from 'sharp';
import { ko } from '../../web/kiosk/messages/ko.ts';
import { frames } from '../harness/index.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';

let folder: string;
let product: Product;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kf99-replay-'));
  mkdirSync(join(folder, 'bare'));
  for await (const { index, width, height, rgba } of frames('bare')) {
    if (index > 75) break;
    const raw = { width, height, channels: 4 } as const;
    await sharp(Buffer.from(rgba), { raw })
      .jpeg({ quality: 90 })
      .toFile(join(folder, 'bare', `${index}.jpg`));
  }
  product = await Product.start({ KF99_REPLAY: folder });
});
test.afterAll(async () => {
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a folder of pictures is judged as the camera would be, and said to be a recording', async () => {
  const visitor = await Visitor.open(`${product.url}/?source=/replay/bare/&fps=15`, null);
  await expect(visitor.page.getByRole('heading')).toHaveText(ko.deny, { timeout: 30_000 });
  await expect(visitor.page.getByRole('status')).toContainText(ko.no_mask);
  await expect(visitor.page.getByText(ko.replayed)).toBeVisible();
  await visitor.close();
  const [row] = await product.history(1);
  expect(row).toMatchObject({ verdict: 'deny', simulated: true });
});

test('a recording that is not there is said', async () => {
  const visitor = await Visitor.open(`${product.url}/?source=/replay/nothing.mjpeg`, null);
  await expect(visitor.page.getByText(ko.vision_failed)).toBeVisible({ timeout: 20_000 });
  visitor.forgive(/404/);
  await visitor.close();
});
