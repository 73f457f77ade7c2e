import type { Box } from '../../../models/pipeline/face.ts';
import type { LiveObservation, TrackedFace } from '../../../models/pipeline/follow.ts';

/** What a live frame showed. */
export interface Sighting extends LiveObservation {
  /** Where something moves as only somebody near the camera does; null for nowhere. */
  movement: Box | null;
}

/**
 * What the visitor should change before the check can begin; `cut_off` by the upper or lower edge; `one_at_a_time` by the
 * site's policy only.
 */
export type Placement =
  | 'ok'
  | 'too_far'
  | 'too_near'
  | 'off_centre'
  | 'cut_off'
  | 'too_dark'
  | 'one_at_a_time';

/** The visitor in a frame: the nearest face, how well it stands, and how many stand beside it. */
export interface Visitor {
  face: TrackedFace;
  placement: Placement;
  /** Face width as a share of the frame's width. */
  relativeWidth: number;
  /** Whether the face stands still, more or less: who walks through is not checked. */
  still: boolean;
  /** Other faces that are near enough to be visitors too. */
  others: number;
}

/** A face narrower than this share of the frame is a passer-by. */
const PASSER_BY = 0.06;
const FAR = 0.12;
const NEAR = 0.75;
const CENTRE = 0.35;
/** Share of a face box that the upper edge may cut off: a forehead tells nothing of the mask, a chin does. */
const FOREHEAD = 0.1;
const DARK = 0.08;

/** Face widths a second: a slow walk past the camera is 2 to 3, swaying and detection noise stay under 0.5. */
const WALKING = 1.2;
/** A new nearest face must be this much wider before it takes the visitor's place: boxes jitter. */
const NEARER = 1.15;

/**
 * The visitor: the nearest face in the zone, else the nearest; null when nobody is near enough to be one.
 *
 * @param current track of the visitor so far, who stays it until another one is clearly nearer
 */
export function visitorIn(
  { faces, others, width, height }: LiveObservation,
  current: number | null = null,
): Visitor | null {
  const candidates = faces
    .filter((face) => face.box[2] / width >= PASSER_BY)
    .map((face) => ({ face, placement: placementOf(face, face.box[2] / width, width, height) }))
    .sort((a, b) => rank(b) - rank(a));
  const [found] = candidates;
  if (!found) return null;
  const nearEnough = (w: number) => w >= found.face.box[2] / 2;
  const beside =
    candidates.filter(({ face }) => face !== found.face && nearEnough(face.box[2])).length +
    others.filter(({ box }) => box[2] / width >= PASSER_BY && nearEnough(box[2])).length;
  const relativeWidth = found.face.box[2] / width;
  return { ...found, relativeWidth, still: found.face.speed < WALKING, others: beside };

  function rank({ face, placement }: { face: TrackedFace; placement: Placement }): number {
    const inZone = placement === 'off_centre' ? 0 : 10 * width;
    return inZone + face.box[2] * (face.id === current ? NEARER : 1);
  }
}

/** Whether somebody moves near the camera whose face is nowhere in the movement. */
export function unseenIn({ faces, others, movement }: Sighting): boolean {
  if (!movement) return false;
  const [left, top, width, height] = movement;
  return ![...faces, ...others].some(({ box: [x, y, w, h] }) => {
    const [middle, centre] = [x + w / 2 - left, y + h / 2 - top];
    return middle >= 0 && middle <= width && centre >= 0 && centre <= height;
  });
}

function placementOf(face: TrackedFace, relativeWidth: number, width: number, height: number): Placement {
  const [x, y, w, h] = face.box;
  if (relativeWidth < FAR) return 'too_far';
  if (relativeWidth > NEAR) return 'too_near';
  if (Math.abs(x + w / 2 - width / 2) > CENTRE * width) return 'off_centre';
  if (y < -FOREHEAD * h || y + h > height) return 'cut_off';
  if (face.quality.brightness < DARK) return 'too_dark';
  return 'ok';
}
