import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, type Response } from 'playwright/test';
import type { Verdict } from '../../edge-server/contract/index.ts';
import { splitMjpeg } from '../../web/kiosk/replay/mjpeg.ts';
import { FPS, recording, scenarioNamed } from '../harness/index.ts';
import { REPEATS } from '../harness/record.ts';

/** A folder of recordings as `KF99_REPLAY` takes it. The fake camera wants each picture twice; a replay does not. */
export async function replayFolder(names: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-played-'));
  for (const name of names) {
    const jpegs = splitMjpeg(await readFile(await recording(name))).filter((_, i) => i % REPEATS === 0);
    await writeFile(join(folder, `${name}.mjpeg`), Buffer.concat(jpegs));
  }
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** What a page made of a recording. */
interface Played {
  /** The server's answers, in order. */
  verdicts: Verdict[];
  /** The screens that the visitor saw, in order. */
  screens: string[];
}

/** In the page: notes each screen that comes. */
function noteScreens(): void {
  const screens: string[] = [];
  Object.assign(globalThis, { screens });
  new MutationObserver(() => {
    const name = document.querySelector('.sentences')?.className.split(' ')[1];
    if (name && name !== screens.at(-1)) screens.push(name);
  }).observe(document, { childList: true, subtree: true, attributes: true });
}

const noting = new WeakSet<Page>();

/** Plays a recording of the product's `KF99_REPLAY` once. */
export async function playOnce(page: Page, url: string, name: string): Promise<Played> {
  if (!noting.has(page)) await page.addInitScript(noteScreens);
  noting.add(page);
  const verdicts: Verdict[] = [];
  const answered = async (response: Response) => {
    if (response.request().method() !== 'POST' || !response.url().endsWith('/api/visits')) return;
    verdicts.push((await response.json()) as Verdict);
  };
  page.on('response', answered);
  await page.goto(`${url}/?source=/replay/${name}.mjpeg&fps=${FPS}`);
  await page.waitForFunction(() => performance.getEntriesByName('kf99-replay-end').length > 0, null, {
    timeout: 90_000,
  });
  page.off('response', answered);
  return { verdicts, screens: (await page.evaluate('screens')) as string[] };
}

/** Holds what a page made of a recording against what the recording expects. */
export function expectAsScripted(name: string, { verdicts, screens }: Played): void {
  const { first, reason, later, unseen } = scenarioNamed(name).expected;
  expect(verdicts[0]?.verdict ?? null).toBe(first);
  if (reason) expect(verdicts[0]!.reasons).toContain(reason);
  if (later) expect(verdicts.at(-1)!.verdict).toBe(later);
  // Nobody but the visitor was judged: more rows are of who stayed, and follow the first.
  if (!later) for (const verdict of verdicts) expect(verdict.verdict).toBe(first);
  const told = screens.includes('no_face') || (unseen === true && screens.includes('cut_off'));
  expect(told, screens.join(', ')).toBe(unseen ?? false);
}
