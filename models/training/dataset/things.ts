import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { THING_SIDE, type Things } from '../common/things.ts';

/** One thing in this many is kept from training, to judge by. */
const HELD_OUT = 4;
/** The things are on black: up to the first brightness they are clear, from the second on they cover. */
const [CLEAR, COVERS] = [8, 40];

/**
 * Reads cut-out things on black beside a folder of photos (`../occluders`), in the middle of a square each.
 *
 * @param part those to draw with, or those that were kept for judging
 */
export async function readThings(folder: string, part: 'learnt' | 'held out'): Promise<Things> {
  const where = join(folder, '..', 'occluders');
  const files = (await readdir(where).catch(() => [])).filter((name) => name.endsWith('.jpg')).sort();
  const wanted = files.filter((_, i) => (i % HELD_OUT === HELD_OUT - 1) === (part === 'held out'));
  const each = THING_SIDE * THING_SIDE * 4;
  const pixels = new SharedArrayBuffer(wanted.length * each);
  for (const [i, name] of wanted.entries()) {
    const rgb = await sharp(join(where, name))
      .toColourspace('srgb')
      .resize(THING_SIDE, THING_SIDE, { fit: 'contain', background: '#000' })
      .removeAlpha()
      .raw()
      .toBuffer();
    const out = new Uint8ClampedArray(pixels, i * each, each);
    for (let p = 0; p < THING_SIDE * THING_SIDE; p++) {
      const colour = rgb.subarray(3 * p, 3 * p + 3);
      out.set(colour, 4 * p);
      out[4 * p + 3] = (255 * (Math.max(...colour) - CLEAR)) / (COVERS - CLEAR);
    }
  }
  return { count: wanted.length, pixels };
}
