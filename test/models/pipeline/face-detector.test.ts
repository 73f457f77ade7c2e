import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { memory } from '@tensorflow/tfjs-core';
import type { Box, Face, Point } from '../../../models/pipeline/face.ts';
import { MaskedFaceDetector } from '../../../models/pipeline/face-detector.ts';
import { type Frame, frameBytes, frameFromI420 } from '../../../models/pipeline/frame.ts';
import { iou } from '../../../models/pipeline/nms.ts';
import { frameOf, readModelFile, startNodeBackend } from './node-models.ts';
import { noise } from './noise.ts';

let detector: MaskedFaceDetector;
let group: Frame;

before(async () => {
  await startNodeBackend();
  detector = await MaskedFaceDetector.load(readModelFile);
  group = await frameOf('@vladmandic/face-api/demo/sample4.jpg');
});
after(() => detector.dispose());

test('finds the four people of a group photo, keypoints inside their boxes, best first', async () => {
  const faces = await detector.detect(group);
  assert.equal(faces.length, 4);
  for (const { box, keypoints } of faces) {
    for (const point of Object.values(keypoints)) assert.ok(inside(box, point), `${point} in ${box}`);
    assert.ok(keypoints.rightEye[0] < keypoints.leftEye[0], 'the right eye is on the left of the picture');
    assert.ok(keypoints.rightEye[1] < keypoints.nose[1] && keypoints.nose[1] < keypoints.mouth[1]);
  }
  assert.deepEqual(
    faces.map((f) => f.score),
    faces.map((f) => f.score).toSorted((a, b) => b - a),
  );
});

// In the whole frame these faces are about 20 pixels of the input, the smallest that it is asked for.
test('a standing region is seen by the standing input; faces lie where the whole frame shows them', async () => {
  for (const face of await detector.detect(group)) {
    const [x, y, w, h] = face.box;
    for (const region of [
      [x - w, y - h, 3 * w, 3 * h],
      [x - w, y - 2 * h, 3 * w, 5 * h],
    ] as Box[]) {
      const same = match(await detector.detect(group, region), face);
      assert.ok(same, `the face at ${face.box} is found again in ${region}`);
      const away = Math.hypot(
        same.keypoints.nose[0] - face.keypoints.nose[0],
        same.keypoints.nose[1] - face.keypoints.nose[1],
      );
      assert.ok(away < 0.25 * w, `the nose is ${away} away`);
    }
  }
});

test('a region is searched with a part of the input, too: the same face, its key points where they are', async () => {
  for (const face of await detector.detect(group)) {
    const [x, y, w, h] = face.box;
    const region: Box = [x - w / 2, y - h / 2, 2 * w, 2 * h];
    const all = match(await detector.detect(group, region), face);
    const part = match(await detector.detect(group, region, 0, 2 / 3), face);
    assert.ok(all && part, `the face at ${face.box} is found again`);
    assert.ok(iou(all.box, part.box) > 0.75, `${all.box} and ${part.box}`);
    for (const name of ['rightEye', 'leftEye', 'nose', 'mouth'] as const) {
      const away = apart(all.keypoints[name], part.keypoints[name]);
      assert.ok(away < 0.1 * w, `${name} is ${away} away`);
    }
  }
});

test('frames of every shape are searched: none is stretched', async () => {
  for (const [width, height] of [
    [group.width, Math.floor(group.width / 4) * 2],
    [group.height, group.height],
  ] as const) {
    const frame = { ...group, width, height };
    for (const face of await detector.detect(frame)) {
      const [, , w, h] = face.box;
      assert.ok(w / h > 0.75 && w / h < 1.35, `${w}×${h}`);
    }
  }
});

test('an upright frame finds the same faces as the same picture between bars', async () => {
  const half = Math.floor(group.width / 4) * 2;
  const upright = await detector.detect(left(group, half));
  const bars = await detector.detect(group, [0, 0, half, group.height]);
  const clear = bars.filter(({ box, score }) => box[0] + box[2] < half && score > 0.8);
  assert.ok(clear.length > 0);
  for (const face of clear) assert.ok(match(upright, face), `the face at ${face.box}`);
});

test('finds nobody in noise, on a black frame and outside of the frame', async () => {
  assert.deepEqual(await detector.detect(frameFromI420(noise(frameBytes(320, 240), 3), 320, 240)), []);
  const black = frameFromI420(new Uint8Array(frameBytes(320, 240)).fill(16), 320, 240);
  assert.deepEqual(await detector.detect(black), []);
  assert.deepEqual(await detector.detect(group, [-900, -900, 400, 300]), []);
});

test('no tensor is left behind by a frame', async () => {
  const before = memory().numTensors;
  for (let i = 0; i < 3; i++) await detector.detect(group);
  assert.equal(memory().numTensors, before);
});

function inside([x, y, w, h]: Box, [px, py]: Point): boolean {
  return px > x && px < x + w && py > y && py < y + h;
}

function apart(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

function match(faces: Face[], face: Face): Face | undefined {
  return faces.find(({ box }) => iou(box, face.box) > 0.5);
}

/** The left part of a frame; nothing is copied. */
function left(frame: Frame, width: number): Frame {
  return { ...frame, width };
}
