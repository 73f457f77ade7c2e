import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { memory } from '@tensorflow/tfjs-core';
import { BlazeFace } from '../../../models/pipeline/blazeface.ts';
import { type Frame, frameBytes, frameFromI420 } from '../../../models/pipeline/frame.ts';
import { frameOf, readModelFile, startNodeBackend } from './node-models.ts';
import { noise } from './noise.ts';

let detector: BlazeFace;
let group: Frame;

before(async () => {
  await startNodeBackend();
  detector = await BlazeFace.load(readModelFile);
  group = await frameOf('@vladmandic/face-api/demo/sample4.jpg');
});
after(() => detector.dispose());

test('finds the four people of a group photo, eyes inside their boxes, best first', async () => {
  const faces = await detector.detect(group);
  assert.equal(faces.length, 4);
  for (const {
    box: [x, y, w, h],
    keypoints,
  } of faces) {
    for (const [ex, ey] of [keypoints.rightEye, keypoints.leftEye]) {
      assert.ok(ex > x && ex < x + w && ey > y && ey < y + h);
    }
    assert.ok(keypoints.rightEye[0] < keypoints.leftEye[0], 'the right eye is on the left of the picture');
  }
  assert.deepEqual(
    faces.map((f) => f.score),
    faces.map((f) => f.score).toSorted((a, b) => b - a),
  );
});

test('finds nobody in noise and on a black frame', async () => {
  assert.deepEqual(await detector.detect(frameFromI420(noise(frameBytes(320, 240), 3), 320, 240)), []);
  assert.deepEqual(
    await detector.detect(frameFromI420(new Uint8Array(frameBytes(320, 240)).fill(16), 320, 240)),
    [],
  );
});

test('no tensor is left behind by a frame', async () => {
  const before = memory().numTensors;
  for (let i = 0; i < 3; i++) await detector.detect(group);
  assert.equal(memory().numTensors, before);
});
