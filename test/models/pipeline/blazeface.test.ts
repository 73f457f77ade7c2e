import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { memory } from '@tensorflow/tfjs-core';
import { BlazeFace } from '../../../models/pipeline/blazeface.ts';
import type { Point } from '../../../models/pipeline/face.ts';
import { type Frame, frameBytes, frameFromI420 } from '../../../models/pipeline/frame.ts';
import { iou } from '../../../models/pipeline/nms.ts';
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

test('a region finds the face in it, at the place where the whole frame shows it', async () => {
  for (const face of await detector.detect(group)) {
    const [x, y, w, h] = face.box;
    const found = await detector.detect(group, [x - w, y - h, 3 * w, 3 * h]);
    const same = found.find(({ box }) => iou(box, face.box) > 0.6);
    assert.ok(same, `the face at ${face.box} is found again`);
    assert.ok(distance(same.keypoints.nose, face.keypoints.nose) < 0.1 * w);
  }
  assert.deepEqual(await detector.detect(group, [-900, -900, 400, 300]), [], 'nobody outside of the frame');
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

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
