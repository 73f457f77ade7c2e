import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { THING_SIDE } from '../../../models/training/common/things.ts';
import { readThings } from '../../../models/training/dataset/things.ts';

test('things on black are clear where it is black; a quarter is kept for judging; without a folder there is none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kf99-things-'));
  try {
    assert.equal((await readThings(join(folder, 'faces'), 'learnt')).count, 0);
    await mkdir(join(folder, 'occluders'));
    for (let i = 0; i < 8; i++) {
      const square = { width: 20, height: 20, channels: 3, background: { r: 200, g: 100, b: 10 } } as const;
      await sharp({ create: { ...square, width: 40, height: 40, background: '#000' } })
        .composite([{ input: await sharp({ create: square }).png().toBuffer(), left: 10, top: 10 }])
        .jpeg({ quality: 100 })
        .toFile(join(folder, 'occluders', `${i}.jpg`));
    }
    const learnt = await readThings(join(folder, 'faces'), 'learnt');
    assert.equal(learnt.count, 6);
    assert.equal((await readThings(join(folder, 'faces'), 'held out')).count, 2);
    const bytes = new Uint8Array(learnt.pixels);
    const middle = 4 * ((THING_SIDE / 2) * THING_SIDE + THING_SIDE / 2);
    assert.ok(Math.abs(bytes[middle]! - 200) < 8 && bytes[middle + 3] === 255);
    assert.equal(bytes[3], 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
