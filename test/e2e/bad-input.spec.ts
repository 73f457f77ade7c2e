/**
 * What a camera at an entrance sees besides one visitor at a time: each recording of the table runs once through
 * the real page and server, and what was answered is what the table says.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, type Response, test } from 'playwright/test';
import type { Verdict } from '../../edge-server/contract/index.ts';
import { splitMjpeg } from '../../web/kiosk/replay/mjpeg.ts';
import { BAD_INPUT } from '../harness/bad-input.ts';
import { FPS, recording, scenarioNamed } from '../harness/index.ts';
import { REPEATS } from '../harness/record.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';

let folder: string;
let product: Product;
let visitor: Visitor;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  folder = mkdtempSync(join(tmpdir(), 'kf99-bad-'));
  for (const name of Object.values(BAD_INPUT)) {
    // The fake camera wants each picture twice; a replay does not.
    const jpegs = splitMjpeg(await readFile(await recording(name))).filter((_, i) => i % REPEATS === 0);
    await writeFile(join(folder, `${name}.mjpeg`), Buffer.concat(jpegs));
  }
  product = await Product.start({ KF99_REPLAY: folder });
  visitor = await Visitor.open('about:blank', null);
});
test.afterAll(async () => {
  await visitor.close();
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Plays the recording once and returns the server's answers in order. */
async function verdictsOf(page: Page, name: string): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const answered = async (response: Response) => {
    if (response.request().method() !== 'POST' || !response.url().endsWith('/api/visits')) return;
    verdicts.push((await response.json()) as Verdict);
  };
  page.on('response', answered);
  await page.goto(`${product.url}/?source=/replay/${name}.mjpeg&fps=${FPS}`);
  await page.waitForFunction(() => performance.getEntriesByName('kf99-replay-end').length > 0, null, {
    timeout: 90_000,
  });
  page.off('response', answered);
  return verdicts;
}

for (const [input, name] of Object.entries(BAD_INPUT)) {
  test(input, async () => {
    const { first, reason, later } = scenarioNamed(name).expected;
    const verdicts = await verdictsOf(visitor.page, name);
    expect(verdicts[0]?.verdict ?? null).toBe(first);
    if (reason) expect(verdicts[0]!.reasons).toContain(reason);
    if (later) expect(verdicts.at(-1)!.verdict).toBe(later);
    // Nobody but the visitor was judged: more rows are of who stayed, and follow the first.
    if (!later) for (const verdict of verdicts) expect(verdict.verdict).toBe(first);
  });
}
