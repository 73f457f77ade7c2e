/**
 * What a camera at an entrance sees besides one visitor at a time: each recording of the table runs once through
 * the real page and server, and what was answered is what the table says.
 */
import { test } from 'playwright/test';
import { BAD_INPUT } from '../harness/bad-input.ts';
import { Visitor } from './browser.ts';
import { expectAsScripted, playOnce, removeFolder, replayFolder } from './played.ts';
import { Product } from './product.ts';

let folder: string;
let product: Product;
let visitor: Visitor;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  folder = await replayFolder(Object.values(BAD_INPUT));
  product = await Product.start({ KF99_REPLAY: folder });
  visitor = await Visitor.open('about:blank', null);
});
test.afterAll(async () => {
  await visitor.close();
  await product.stop();
  removeFolder(folder);
});

for (const [input, name] of Object.entries(BAD_INPUT)) {
  test(input, async () => {
    expectAsScripted(name, await playOnce(visitor.page, product.url, name));
  });
}
