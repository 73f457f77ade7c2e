import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gallery } from './gallery.ts';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'docs/images');
const SELF = 'test/e2e/gallery/readme.ts';
const FINGERPRINT = join(folder, 'kiosk.sha256');

/** README's pictures of the kiosk, by the screen that each shows. */
export const README_PICTURES: Record<string, string> = {
  'kiosk-pass': 'pass',
  'kiosk-sensor': 'measuring_left',
  'kiosk-adjust': 'adjust_mask_incorrect',
};
const SIZE = { width: 960, height: 540 };
/** On every picture, so that two of them do not differ by their clocks alone. */
const NOW = new Date('2026-11-24T00:30:00Z');

/** What the screens are drawn from, as one hash: another one means that a picture may be older than its screen. */
export function fingerprint(): string {
  const hash = createHash('sha256');
  const drawn = ['web/kiosk/screens/*', 'web/kiosk/*.css', 'web/kiosk/messages/en.ts'];
  const files = [...drawn.flatMap((pattern) => globSync(pattern, { cwd: root })), SELF];
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** The fingerprint that the pictures in the repository were made with. */
export function drawnFingerprint(): string {
  return readFileSync(FINGERPRINT, 'utf8').trim();
}

/** Makes README's pictures, and writes down what they were made from. */
export async function shootReadme(gallery: Gallery): Promise<void> {
  const { page } = gallery;
  mkdirSync(folder, { recursive: true });
  await page.clock.setFixedTime(NOW);
  await page.setViewportSize(SIZE);
  for (const [file, screen] of Object.entries(README_PICTURES)) {
    await gallery.show(screen, 'en');
    await page.screenshot({ path: join(folder, `${file}.png`) });
  }
  writeFileSync(FINGERPRINT, `${fingerprint()}\n`);
}
