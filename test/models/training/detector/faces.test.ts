import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Box } from '../../../../models/pipeline/face.ts';
import type { Example } from '../../../../models/training/dataset/examples.ts';
import type { LabelledPhoto, TeacherFace } from '../../../../models/training/dataset/labels.ts';
import { joinFaces, square } from '../../../../models/training/detector/faces.ts';

const photo: LabelledPhoto = { file: 'a.jpg', source: 'own', label: 'mask' };

function teacher(x: number, score = 0.9): TeacherFace {
  return {
    box: [x, 100, 80, 100],
    score,
    keypoints: [
      [x + 25, 140],
      [x + 55, 140],
      [x + 40, 160],
      [x + 30, 180],
      [x + 52, 180],
    ],
  };
}

test('a face that two saw is taught, as a square with keypoints; the mouth is the middle of its corners', () => {
  const { faces, unsure } = joinFaces(photo, [teacher(50)], [{ box: [52, 108, 80, 90], score: 0.9 }], []);
  assert.equal(faces.length, 1);
  assert.deepEqual(unsure, []);
  const [, , w, h] = faces[0]!.box;
  assert.equal(w, h);
  assert.deepEqual(faces[0]!.keypoints?.mouth, [91, 180]);
});

test('a photo with a label shows the largest face that one saw, where no two agree on any', () => {
  const [first, second] = [teacher(50), teacher(250, 0.6)];
  second.box = [250, 100, 60, 70];
  const { faces, unsure } = joinFaces(photo, [second, first], [], []);
  assert.deepEqual(
    faces.map(({ label, hard, keypoints }) => [label, hard, keypoints?.nose]),
    [['mask', true, [90, 160]]],
  );
  assert.equal(unsure.length, 1);
  const seen = joinFaces(photo, [], [{ box: [250, 100, 80, 80], score: 0.9 }], []);
  assert.deepEqual([seen.faces.length, seen.faces[0]!.hard, seen.faces[0]!.keypoints], [1, true, undefined]);
  assert.ok(Math.abs(seen.faces[0]!.box[2] - 0.946 * 80) < 1e-9);
});

test('a face that people boxed is there, whoever saw it; what one saw beside it is left open', () => {
  const annotated: LabelledPhoto = {
    file: 'b.jpg',
    source: 'own',
    faces: [{ box: [400, 100, 80, 80], label: 'mask' }],
  };
  const witnesses = [{ box: [250, 100, 80, 80] as Box, score: 0.9 }];
  const { faces, unsure } = joinFaces(annotated, [teacher(50)], witnesses, []);
  assert.deepEqual(
    faces.map(({ label, hard, keypoints }) => [label, hard, keypoints]),
    [['mask', true, undefined]],
  );
  assert.equal(unsure.length, 2);
});

test('a prepared example gives its label, and its box where it agrees', () => {
  const example = {
    label: 'mask',
    foundBy: 'detector',
    corner: [40, 90],
    face: {
      box: [14, 30, 80, 80],
      score: 0.9,
      keypoints: { rightEye: [0, 0], leftEye: [0, 0], nose: [0, 0], mouth: [0, 0] },
    },
  } as unknown as Example;
  const [alone] = joinFaces(photo, [teacher(50)], [{ box: [52, 108, 80, 90], score: 0.9 }], []).faces;
  const [both] = joinFaces(photo, [teacher(50)], [], [{ example, index: 7 }]).faces;
  assert.equal(both!.label, 'mask');
  assert.equal(both!.example, 7);
  const own: Box = [54, 120, 80, 80];
  both!.box.forEach((value, i) => {
    assert.ok(Math.abs(value - (alone!.box[i]! + own[i]!) / 2) < 1e-9);
  });
});

test('a square has the centre and the area of its box', () => {
  assert.deepEqual(square([10, 20, 40, 90]), [0, 35, 60, 60]);
});
