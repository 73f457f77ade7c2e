import { iou } from '../../../models/pipeline/nms.ts';
import type { Observation, ObservedFace } from '../../../models/pipeline/pipeline.ts';

/** What the visitor should change before the check can begin. */
export type Placement = 'ok' | 'too_far' | 'too_near' | 'off_centre' | 'too_dark';

/** The visitor in a frame: the nearest face, how well it stands, and how many stand beside it. */
export interface Visitor {
  face: ObservedFace;
  placement: Placement;
  /** Face width as a share of the frame's width. */
  relativeWidth: number;
  /** Other faces that are near enough to be visitors too. */
  others: number;
}

/** A face narrower than this share of the frame is a passer-by. */
const PASSER_BY = 0.06;
const FAR = 0.12;
const NEAR = 0.75;
const CENTRE = 0.35;
const DARK = 0.08;

/** The nearest face is the visitor; null when nobody is near enough to be one. */
export function visitorIn({ faces, width, height }: Observation): Visitor | null {
  const near = faces.filter((face) => face.box[2] / width >= PASSER_BY);
  if (near.length === 0) return null;
  const face = near.reduce((a, b) => (b.box[2] * b.box[3] > a.box[2] * a.box[3] ? b : a));
  const relativeWidth = face.box[2] / width;
  const others = near.filter((other) => other !== face && other.box[2] >= face.box[2] / 2).length;
  return { face, relativeWidth, others, placement: placementOf(face, relativeWidth, width, height) };
}

function placementOf(face: ObservedFace, relativeWidth: number, width: number, height: number): Placement {
  const [x, y, w, h] = face.box;
  if (relativeWidth < FAR) return 'too_far';
  if (relativeWidth > NEAR) return 'too_near';
  if (Math.abs(x + w / 2 - width / 2) > CENTRE * width) return 'off_centre';
  if (Math.abs(y + h / 2 - height / 2) > CENTRE * height) return 'off_centre';
  if (face.quality.brightness < DARK) return 'too_dark';
  return 'ok';
}

/** Frames further apart than this say nothing about whether the face is the same. */
const CONTINUOUS_MS = 500;

/**
 * Whether another person stands there now: the boxes of two close frames do not touch. A person who moves
 * that far within half a second has left the place where the last one stood.
 */
export function changedPerson(before: ObservedFace, after: ObservedFace, dt: number): boolean {
  return dt < CONTINUOUS_MS && iou(before.box, after.box) === 0;
}
