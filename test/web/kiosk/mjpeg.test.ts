import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { splitMjpeg } from '../../../web/kiosk/replay/mjpeg.ts';

const pictures = await Promise.all(
  [10, 200].map((r) =>
    sharp({ create: { width: 40, height: 30, channels: 3, background: { r, g: 255 - r, b: 77 } } })
      .jpeg()
      .toBuffer(),
  ),
);

test('real JPEGs one after the other are split byte for byte', () => {
  assert.deepEqual(
    splitMjpeg(Buffer.concat(pictures)).map((picture) => Buffer.from(picture)),
    pictures,
  );
  assert.deepEqual(splitMjpeg(new Uint8Array()), []);
});

test('a picture within a segment does not end the picture around it', () => {
  const [first, second] = pictures as [Buffer, Buffer];
  const thumbnail = Buffer.concat([
    Buffer.from([0xff, 0xe1, (first.length + 2) >> 8, (first.length + 2) & 255]),
    first,
  ]);
  const carrying = Buffer.concat([second.subarray(0, 2), thumbnail, second.subarray(2)]);
  assert.deepEqual(
    splitMjpeg(Buffer.concat([carrying, first])).map(({ length }) => length),
    [carrying.length, first.length],
  );
});

test('what is cut off or no JPEG is refused with what to do', () => {
  const [first] = pictures as [Buffer];
  assert.throws(() => splitMjpeg(Buffer.concat([first, first.subarray(0, 100)])), /make the recording again/);
  assert.throws(() => splitMjpeg(Buffer.from('no picture')), /not a JPEG at byte 0/);
});
