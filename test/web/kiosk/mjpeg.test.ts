import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { splitMjpeg } from '../../../web/kiosk/replay/mjpeg.ts';

test('real JPEGs one after the other are split byte for byte; a cut last one is left out', async () => {
  const pictures = await Promise.all(
    [10, 200].map((v) =>
      sharp({ create: { width: 40, height: 30, channels: 3, background: { r: v, g: 255 - v, b: 77 } } })
        .jpeg()
        .toBuffer(),
    ),
  );
  const file = Buffer.concat([...pictures, pictures[0]!.subarray(0, 100)]);
  const split = splitMjpeg(file);
  assert.equal(split.length, 2);
  assert.deepEqual(
    split.map((picture) => Buffer.from(picture)),
    pictures,
  );
});
