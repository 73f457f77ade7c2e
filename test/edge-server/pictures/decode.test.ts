import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import sharp, { type SharpOptions } from 'sharp';
import { decodePicture, PictureError } from '../../../edge-server/pictures/decode.ts';

/** Noise, so that every part of the file is needed for the picture. */
let jpeg: Buffer;
before(async () => {
  const noise = {
    create: { width: 320, height: 240, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  };
  jpeg = await sharp(noise as SharpOptions)
    .jpeg({ quality: 80 })
    .toBuffer();
});

/** Where the scan's header ends. */
const scanEnd = (bytes: Buffer) => {
  const at = bytes.indexOf(Buffer.from([0xff, 0xda]));
  return at + 2 + bytes.readUInt16BE(at + 2);
};

test('a scan header with 0 for its last coefficient, as some phones write it, is the same picture', async () => {
  const phone = Buffer.from(jpeg);
  phone[scanEnd(phone) - 2] = 0;
  await assert.rejects(sharp(phone, { failOn: 'warning' }).raw().toBuffer(), 'the decoder alone refuses it');
  assert.deepEqual(await decodePicture(phone, 1280), await decodePicture(jpeg, 1280));
});

test('a frame without the mark of its end, or with zeros behind it, is the same picture', async () => {
  const whole = await decodePicture(jpeg, 1280);
  assert.deepEqual(await decodePicture(jpeg.subarray(0, -2), 1280), whole);
  assert.deepEqual(await decodePicture(Buffer.concat([jpeg, Buffer.alloc(512)]), 1280), whole);
});

test('a torn frame stays refused, wherever it was torn, with the end mark put on too', async () => {
  for (const share of [0.05, 0.3, 0.6, 0.9, 0.99]) {
    const torn = jpeg.subarray(0, Math.floor(jpeg.length * share));
    await assert.rejects(decodePicture(torn, 1280), PictureError, `${share}`);
    const closed = Buffer.concat([torn, Buffer.from([0xff, 0xd9])]);
    await assert.rejects(decodePicture(closed, 1280), PictureError, `${share}, closed`);
  }
});

test('a progressive picture is left as it is', async () => {
  const progressive = await sharp(jpeg).jpeg({ progressive: true }).toBuffer();
  assert.equal((await decodePicture(progressive, 1280)).width, 320);
});

test('the standard photo of a phone is taken, 5712×4284; more than 64 megapixels are told with both numbers', async () => {
  const photo = await sharp({ create: { width: 5712, height: 4284, channels: 3, background: '#876' } })
    .jpeg()
    .toBuffer();
  const { width, scale } = await decodePicture(photo, 1280);
  assert.deepEqual([width, Math.round(scale * 100)], [1280, 446]);
  const poster = await sharp({ create: { width: 9000, height: 8000, channels: 3, background: '#876' } })
    .jpeg()
    .toBuffer();
  await assert.rejects(decodePicture(poster, 1280), (error) => {
    assert.ok(error instanceof PictureError);
    assert.deepEqual([error.code, /72\.0.*64/.test(error.message)], ['too_many_pixels', true], error.message);
    return true;
  });
});
