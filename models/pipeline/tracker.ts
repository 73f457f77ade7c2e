import type { Box, Face, Point } from './face.ts';
import { iou } from './nms.ts';

/**
 * Faces followed from frame to frame. Each track moves at constant velocity between the frames in which it is
 * seen; a detected face continues the track whose predicted place it fits best, by overlap of the boxes and
 * distance of the keypoints. A track that was looked for in vain for `KEEP_MS` ends, so the same id means the same
 * person, and another id another one: of a face that was seen to come in. Where nobody looked for a while, nothing is
 * known: no track ends in such a gap, and who appears after it may be one of those who were lost in it.
 */
export interface Track {
  id: number;
  /** As last seen; between detections moved on to where it should be. */
  face: Face;
  /** When it was last seen, ms. */
  seenAt: number;
  /** Face widths a second; infinite until it was seen twice. */
  speed: number;
  /** `new`: seen to come in. `unknown`: appeared after a gap without looking, and may have been there before it. */
  origin: 'new' | 'unknown';
}

interface Moving extends Track {
  /** When it was first seen, ms. */
  bornAt: number;
  /** When `face` was last moved, ms. */
  at: number;
  /** px a ms of the box's centre. */
  vx: number;
  vy: number;
  /** ms that it was looked for in vain since it was last seen. */
  missed: number;
  /** Nobody looked for a while since it was last seen. */
  lostInGap: boolean;
}

/** ms that a track outlives its last detection, and that it is moved on without one. */
export const KEEP_MS = 800;
/** Two looks further apart than this leave a gap, of which this much counts as looked at. */
export const GAP_MS = 300;
/** From this affinity on, two frames show the same face: boxes 0.6 of a face apart, a quarter of overlap. */
const SAME = 0.12;
/** Share of the newest measurement in the velocity: detections jitter by 1 to 2 % of the box. */
const GAIN = 0.5;
const MOST_TRACKS = 16;

export class Tracker {
  readonly #tracks: Moving[] = [];
  #ids: number;
  /** When faces were last looked for. */
  #lookedAt: number | null = null;
  /** ms looked at since the beginning; until `KEEP_MS` nobody is known to have come in. */
  #looked = 0;

  /** @param lastId the newest id that was given before: none is given twice, since whoever asks may remember it */
  constructor(lastId = 0) {
    this.#ids = lastId;
  }

  get lastId(): number {
    return this.#ids;
  }

  /**
   * Takes the faces of a frame and returns the living tracks, largest first. `at` in ms of one clock.
   *
   * @param searched where faces were looked for; tracks outside are neither confirmed nor missed
   */
  update(faces: readonly Face[], at: number, searched?: Box): readonly Track[] {
    this.predict(at);
    const since = this.#lookedAt === null ? 0 : at - this.#lookedAt;
    const looked = Math.min(since, GAP_MS);
    this.#lookedAt = at;
    this.#looked += looked;
    if (since > GAP_MS) for (const track of this.#tracks) track.lostInGap = true;
    const left = [...faces];
    for (const { track, face } of pairs(this.#tracks, faces)) {
      left.splice(left.indexOf(face), 1);
      follow(track, face, at);
    }
    const unsure = this.#looked < KEEP_MS || this.#tracks.some(({ lostInGap }) => lostInGap);
    for (const face of left) {
      if (this.#tracks.length >= MOST_TRACKS) break;
      this.#tracks.push({
        id: ++this.#ids,
        face,
        seenAt: at,
        speed: Number.POSITIVE_INFINITY,
        origin: unsure ? 'unknown' : 'new',
        bornAt: at,
        at,
        vx: 0,
        vy: 0,
        missed: 0,
        lostInGap: false,
      });
    }
    this.#end(looked, at, searched);
    return this.#tracks.sort((a, b) => area(b.face.box) - area(a.face.box));
  }

  /** Whether nobody is followed. */
  get empty(): boolean {
    return this.#tracks.length === 0;
  }

  /** Moves every track to where it should be at `at`, but not further than `KEEP_MS` after it was seen. */
  predict(at: number): readonly Track[] {
    for (const track of this.#tracks) {
      const dt = Math.min(at, track.seenAt + KEEP_MS) - track.at;
      if (dt > 0) track.face = moved(track.face, track.vx * dt, track.vy * dt);
      track.at = at;
    }
    return this.#tracks;
  }

  /** Ends who was looked for in vain for too long; outside of what was searched three times as long. */
  #end(looked: number, at: number, searched?: Box): void {
    for (let i = this.#tracks.length - 1; i >= 0; i--) {
      const track = this.#tracks[i]!;
      if (track.seenAt === at) continue;
      track.missed += searched && !inside(track.face.box, searched) ? looked / 3 : looked;
      if (track.missed > KEEP_MS) this.#tracks.splice(i, 1);
    }
  }
}

/** How well a face continues a track, 0 to 1: half overlap, half nearness of the keypoints. */
export function affinity(predicted: Face, face: Face): number {
  const size = Math.max(predicted.box[2], face.box[2], 1);
  const { keypoints: a } = predicted;
  const { keypoints: b } = face;
  const apart =
    (between(a.rightEye, b.rightEye) +
      between(a.leftEye, b.leftEye) +
      between(a.nose, b.nose) +
      between(a.mouth, b.mouth)) /
    (4 * size);
  return (iou(predicted.box, face.box) + Math.max(0, 1 - 2 * apart)) / 2;
}

/** Best pairs first, each track and each face once; what may be somebody's trail comes last. */
function pairs(tracks: readonly Moving[], faces: readonly Face[]): { track: Moving; face: Face }[] {
  const all = tracks
    .flatMap((track) => faces.map((face) => ({ track, face, fit: affinity(track.face, face) })))
    .filter(({ fit }) => fit >= SAME)
    .sort((a, b) => Number(isTrail(a.track, tracks)) - Number(isTrail(b.track, tracks)) || b.fit - a.fit);
  const taken = new Set<Moving | Face>();
  return all.filter(({ track, face }) => {
    if (taken.has(track) || taken.has(face)) return false;
    taken.add(track).add(face);
    return true;
  });
}

/**
 * Whether a track was seen once, missed since, and may be of somebody who is followed under a later one: who walks in at
 * five frames a second leaves a trail of such tracks, and who then steps back to where one of them stands is still the
 * one who is followed. Of somebody who was followed before it is no trail: that is another person, beside them.
 */
function isTrail({ speed, missed, seenAt }: Moving, tracks: readonly Moving[]): boolean {
  if (speed < Number.POSITIVE_INFINITY || missed === 0) return false;
  return tracks.some((other) => other.speed < Number.POSITIVE_INFINITY && other.bornAt > seenAt);
}

/** `track.face` is the prediction, so what is left between it and the face corrects the velocity. */
function follow(track: Moving, face: Face, at: number): void {
  const dt = at - track.seenAt;
  if (dt > 0) {
    const [px, py] = centre(track.face.box);
    const [x, y] = centre(face.box);
    track.vx += (GAIN * (x - px)) / dt;
    track.vy += (GAIN * (y - py)) / dt;
    track.speed = (1000 * Math.hypot(track.vx, track.vy)) / Math.max(1, face.box[2]);
  }
  track.face = face;
  track.seenAt = at;
  track.missed = 0;
  track.lostInGap = false;
}

function moved(face: Face, dx: number, dy: number): Face {
  const shift = ([x, y]: Point): Point => [x + dx, y + dy];
  const [x, y, w, h] = face.box;
  const { rightEye, leftEye, nose, mouth } = face.keypoints;
  return {
    ...face,
    box: [x + dx, y + dy, w, h],
    keypoints: {
      rightEye: shift(rightEye),
      leftEye: shift(leftEye),
      nose: shift(nose),
      mouth: shift(mouth),
    },
  };
}

function inside(box: Box, [x, y, w, h]: Box): boolean {
  const [cx, cy] = centre(box);
  return cx >= x && cy >= y && cx < x + w && cy < y + h;
}

const centre = ([x, y, w, h]: Box): Point => [x + w / 2, y + h / 2];
const area = ([, , w, h]: Box): number => w * h;
const between = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
