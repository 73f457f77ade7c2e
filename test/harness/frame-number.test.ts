import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFrameNumber, writeFrameNumber } from './frame-number.ts';
import { decodePicture, emptyPicture, encodeJpeg, randomFrom } from './image/picture.ts';

function busyPicture() {
  const picture = emptyPicture(640, 480);
  const random = randomFrom(5);
  for (let i = 0; i < picture.data.length; i++) picture.data[i] = 255 * random();
  return picture;
}

test('frame numbers survive a JPEG of low quality on a busy picture', async () => {
  for (const number of [
    { scenario: 0, frame: 0 },
    { scenario: 63, frame: 2047 },
    { scenario: 21, frame: 1365 },
  ]) {
    const picture = busyPicture();
    writeFrameNumber(picture, number);
    assert.deepEqual(readFrameNumber(await decodePicture(await encodeJpeg(picture, 40))), number);
  }
});

test('a dark recording carries dim blocks', async () => {
  const picture = emptyPicture(640, 480);
  writeFrameNumber(picture, { scenario: 2, frame: 7 }, 64);
  assert.deepEqual(readFrameNumber(await decodePicture(await encodeJpeg(picture, 68))), {
    scenario: 2,
    frame: 7,
  });
});

test('pictures without blocks, or with one bit wrong, have no number', () => {
  assert.equal(readFrameNumber(emptyPicture(640, 480)), undefined);
  for (let block = 2; block < 24; block++) {
    const picture = emptyPicture(640, 480);
    writeFrameNumber(picture, { scenario: 9, frame: 300 });
    for (let y = 0; y < 8; y++) {
      for (let x = block * 8; x < block * 8 + 8; x++) {
        const at = (y * 640 + x) * 4 + 1;
        picture.data[at] = 251 - picture.data[at]!;
      }
    }
    assert.equal(readFrameNumber(picture), undefined, `block ${block}`);
  }
});

test('numbers that do not fit are refused', () => {
  assert.throws(() => writeFrameNumber(emptyPicture(640, 480), { scenario: 64, frame: 0 }), RangeError);
  assert.throws(() => writeFrameNumber(emptyPicture(640, 480), { scenario: 0, frame: 2048 }), RangeError);
});
