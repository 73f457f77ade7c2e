import type { Box, Face } from '../../pipeline/face.ts';
import type { Label } from '../../pipeline/labels.ts';
import { iou } from '../../pipeline/nms.ts';
import type { Example } from '../dataset/examples.ts';
import type { LabelledPhoto, TeacherFace } from '../dataset/labels.ts';
import { fromTeacher, moveFace } from '../dataset/locate.ts';

/** A face of a photo to learn from, in pixels of the photo. */
export interface PhotoFace {
  /** A square in BlazeFace's convention. */
  box: Box;
  keypoints: Face['keypoints'];
  /** What it wears, where the photo or the annotation says so. */
  label?: Label;
  /** The prepared example of the same face, which has a mesh to draw by: index into the store. */
  example?: number;
}

/** Faces on which the evidence agrees, and regions that may hold one: neither taught nor counted as wrong. */
export interface PhotoFaces {
  faces: PhotoFace[];
  unsure: Box[];
}

/** A box of the second detector, or of an annotation: where, but no keypoints. */
export interface Witness {
  box: Box;
  /** 1 for an annotation made by people. */
  score: number;
}

const SAME = 0.35;
/** Two boxes that agree so well are averaged. */
const CLOSE = 0.55;
/** YuNet alone is believed from this score on, if the run-time detector found the face too. */
const SURE = 0.8;

/**
 * Joins what several detectors and people saw. A face is taught when YuNet (which has the keypoints) and one
 * more agree; whatever one alone saw is left open.
 *
 * @param examples the photo's prepared faces with their index in the store; `face` in patch coordinates
 */
export function joinFaces(
  photo: LabelledPhoto,
  teacher: readonly TeacherFace[],
  witnesses: readonly Witness[],
  examples: readonly { example: Example; index: number }[],
): PhotoFaces {
  const faces: PhotoFace[] = [];
  const unsure: Box[] = [];
  const found = examples.map(({ example, index }) => ({
    box: moveFace(example.face, ...example.corner).box,
    example,
    index,
  }));
  for (const candidate of teacher) {
    const converted = fromTeacher(candidate);
    const own = best(found, converted.box);
    const seen =
      best(witnesses, converted.box) !== undefined ||
      (own?.example.foundBy !== 'teacher' && own !== undefined && candidate.score > SURE);
    const box = square(converted.box);
    if (!seen) {
      unsure.push(box);
      continue;
    }
    const agrees = own && own.example.foundBy !== 'teacher' && iou(square(own.box), box) > CLOSE;
    const label = own?.example.label;
    faces.push({
      box: agrees ? middle(box, square(own.box)) : box,
      keypoints: converted.keypoints,
      ...(label && { label }),
      ...(own && { example: own.index }),
    });
  }
  const known = (box: Box) => faces.some((face) => iou(face.box, box) > 0.2);
  for (const { box } of [...witnesses, ...found]) if (!known(box)) unsure.push(box);
  for (const { box } of photo.faces ?? []) if (!known(box)) unsure.push(box);
  return { faces, unsure };
}

/** A square of the same centre and area: the median of converted YuNet boxes is one, BlazeFace's always are. */
export function square([x, y, w, h]: Box): Box {
  const side = Math.sqrt(w * h);
  return [x + (w - side) / 2, y + (h - side) / 2, side, side];
}

function middle(a: Box, b: Box): Box {
  return a.map((value, i) => (value + b[i]!) / 2) as Box;
}

function best<T extends { box: Box }>(candidates: readonly T[], box: Box): T | undefined {
  const first = candidates.toSorted((a, b) => iou(b.box, box) - iou(a.box, box))[0];
  return first && iou(first.box, box) > SAME ? first : undefined;
}
