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
  /** Absent where no detector that has them saw the face. */
  keypoints?: Face['keypoints'];
  /** What it wears, where the photo or the annotation says so. */
  label?: Label;
  /** At most one detector saw it; people say that it is there. */
  hard?: true;
  /** The prepared example of the same face, which has a mesh to draw by: index into the store. */
  example?: number;
}

/** Faces that are there for certain, and regions that may hold one: neither taught nor counted as wrong. */
export interface PhotoFaces {
  faces: PhotoFace[];
  unsure: Box[];
}

/** A box of the second detector: where, but no keypoints. */
export interface Witness {
  box: Box;
  score: number;
}

const SAME = 0.35;
/** Two boxes that agree so well are averaged. */
const CLOSE = 0.55;
/** YuNet alone is believed from this score on, if the run-time detector found the face too. */
const SURE = 0.8;

/**
 * Joins what several detectors and people saw. A face is there when YuNet (which has the keypoints) and one more agree, or
 * when people say so: they boxed it, or labelled a photo in which no two agree on any face, which then shows the largest that
 * one saw. Whatever else one alone saw is left open.
 *
 * @param examples the photo's prepared faces with their index in the store; `face` in patch coordinates
 */
export function joinFaces(
  photo: LabelledPhoto,
  teacher: readonly TeacherFace[],
  witnesses: readonly Witness[],
  examples: readonly { example: Example; index: number }[],
): PhotoFaces {
  const found = examples.map(({ example, index }) => ({
    box: moveFace(example.face, ...example.corner).box,
    example,
    index,
  }));
  const annotated = (photo.faces ?? []).map(({ box }) => ({ box, score: 1 }));
  const faces: PhotoFace[] = [];
  const doubtful: PhotoFace[] = [];
  for (const candidate of teacher) {
    const converted = fromTeacher(candidate);
    const own = best(found, converted.box);
    const seen =
      best([...witnesses, ...annotated], converted.box) !== undefined ||
      (own?.example.foundBy !== 'teacher' && own !== undefined && candidate.score > SURE);
    const box = square(converted.box);
    const agrees = own && own.example.foundBy !== 'teacher' && iou(square(own.box), box) > CLOSE;
    const label = own?.example.label;
    (seen ? faces : doubtful).push({
      box: agrees ? middle(box, square(own.box)) : box,
      keypoints: converted.keypoints,
      ...(label && { label }),
      ...(own && { example: own.index }),
    });
  }
  const known = ({ box }: { box: Box }) => faces.some((face) => iou(face.box, box) > 0.2);
  for (const { box, label } of photo.faces ?? []) {
    const face: PhotoFace = { box: fromBox(box, ANNOTATED[photo.source]), label, hard: true };
    if (!known(face)) faces.push(face);
  }
  const alone = witnesses
    .map(({ box }): PhotoFace => ({ box: fromBox(box, WITNESS) }))
    .filter((face) => !known(face));
  if (photo.label && faces.length === 0) {
    const sole = largest(doubtful) ?? largest(alone);
    if (sole) faces.push({ ...sole, label: photo.label, hard: true });
  }
  const open = [...doubtful, ...alone, ...found].filter((face) => !known(face));
  return { faces, unsure: open.map(({ box }) => box) };
}

/** How a box of another convention becomes ours: its centre moves down by `dy` of its height, its area is scaled. */
interface Convention {
  dy: number;
  side: number;
}

/**
 * Medians over the faces of the shared photos that YuNet found, too (10,614 of the second detector, 829 and 445 boxed by
 * people, who of macwin drew whole heads).
 */
const WITNESS: Convention = { dy: -0.023, side: 0.946 };
const ANNOTATED: Record<string, Convention> = {
  andrewmvd: { dy: -0.09, side: 0.949 },
  macwin: { dy: 0.076, side: 0.749 },
};

function fromBox([x, y, w, h]: Box, { dy, side }: Convention = WITNESS): Box {
  const length = side * Math.sqrt(w * h);
  return [x + (w - length) / 2, y + dy * h + (h - length) / 2, length, length];
}

function largest(faces: readonly PhotoFace[]): PhotoFace | undefined {
  return faces.toSorted((a, b) => b.box[2] - a.box[2])[0];
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
