import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { GROUNDS, groundOf, hasPointer } from './screen.ts';

/** A screen of one colour with words on it. */
function screen(ground: string, over = ''): Promise<Buffer> {
  const lines = [60, 140, 220, 300, 380].map((y) => `<text x="60" y="${y}">KF99 KF99 KF99</text>`).join('');
  const drawn = `<g fill="#f4f8fb" font-size="60" font-family="sans-serif">${lines}<circle cx="500" cy="240" r="90"/></g>`;
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="480"><rect width="800" height="480" fill="${ground}"/>${drawn}${over}</svg>`,
    ),
  )
    .png()
    .toBuffer();
}

test('the page is known by its grounds, which are those of its style sheet', async () => {
  const css = readFileSync(join(import.meta.dirname, '../../web/kiosk/kiosk.css'), 'utf8');
  const grounds = [...css.matchAll(/--ground: #([0-9a-f]{6})/g)].map(([, ground]) => ground);
  assert.deepEqual(grounds, GROUNDS);
  for (const ground of GROUNDS) assert.equal(await groundOf(await screen(`#${ground}`)), ground);
});

test('a console, a page of the browser and a screen without words are no page', async () => {
  assert.equal(await groundOf(await screen('#000')), null);
  assert.equal(await groundOf(await screen('#fff')), null);
  const background = '#0b1620';
  const empty = sharp({ create: { width: 800, height: 480, channels: 3, background } });
  assert.equal(await groundOf(await empty.png().toBuffer()), null);
});

test('an arrow in the middle is seen, words there are none', async () => {
  const arrow = '<path d="M400.5 240.5v17l4-4 3 6 3-1-3-6h6z" fill="#000" stroke="#fff"/>';
  assert.equal(await hasPointer(await screen('#2a2f36', arrow)), true);
  assert.equal(await hasPointer(await screen('#2a2f36')), false);
});
