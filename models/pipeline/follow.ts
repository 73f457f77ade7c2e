import type { Box, Face, Point } from './face.ts';
import type { Frame } from './frame.ts';
import type { ObservedFace, StageMs, VisionPipeline } from './pipeline.ts';
import { type Track, Tracker } from './tracker.ts';
import { type Turn, turnBox, turnSize } from './turn.ts';

/** A face that was seen in this frame and is followed under `id`. */
export interface TrackedFace extends ObservedFace {
  id: number;
  /** Face widths a second; infinite in the first frame. */
  speed: number;
  /** Whether it was seen to come in; see `Track`. */
  origin: Track['origin'];
}

/** What one frame of a live camera showed, with what is known from the frames before. */
export interface LiveObservation {
  width: number;
  height: number;
  /** Faces seen and judged in this frame: the largest, and one that rivals it. Largest first. */
  faces: TrackedFace[];
  /** Everybody else in sight: not judged, or known since the whole frame was last searched. */
  others: { id: number; box: Box }[];
  /** Something in the frame is not as the last search of the whole frame saw it, as far as that was looked at. */
  changed: boolean;
  ms: StageMs;
}

type Pipeline = Pick<VisionPipeline, 'detect' | 'classify' | 'standsUpright'>;

/** Says, much cheaper than a search, whether there is anything that the last search of the whole frame did not see. */
export interface ChangeWatch {
  /**
   * @param faces boxes of those who are followed, in pixels of the frame as it is: their own movement is none
   * @param turn how far the frame has to be turned clockwise so that people stand upright
   * @returns whether somebody may have come in since `searched`
   */
  changed(frame: Frame, faces: readonly Box[], turn: Turn): boolean;
  /** The whole frame was searched. */
  searched(frame: Frame): void;
  /** Nothing is known any more: another camera. */
  reset(): void;
}

/** Without a watch every frame may show somebody new. */
const UNWATCHED: ChangeWatch = { changed: () => true, searched: () => undefined, reset: () => undefined };

/** On a followed face the whole frame is searched this often for who comes in beside it, … */
const WHOLE_MS = 300;
/** … and when nothing changed beside it, this often all the same. */
const WHOLE_STILL_MS = 900;
/** With nobody in sight the frame is searched at most this often: half of a 30 Hz camera's frames, … */
const IDLE_MS = 55;
/** … and when nothing changed, this often: nobody is found more than 0.3 s later for it, whatever the watch says. */
const IDLE_STILL_MS = 280;
/** Side of the search region in face boxes: a face moves half a box in it. */
const REGION = 2;
/** Share of the detector's input for that region: the face is 48 of its pixels, well within what it has learnt. */
const REGION_SHARE = 2 / 3;
/**
 * From this share of the frame's width on, who stands there is so near that faces of half the width are found with this
 * share of the input, too; smaller ones beside them count for nothing.
 */
const LARGE = 0.2;
const LARGE_SHARE = 2 / 3;
/** A face slower than this (its widths a second) is where it is expected to be in the next frames, … */
const STANDING = 0.5;
/** … for so many ms after it was seen: it moves a twentieth of its width at most. */
const COAST_MS = 100;
/**
 * A face is looked at in all four turns when it comes near, and again after this many ms: it costs four searches.
 * Upright faces stay so, and who was found tilted is told soon that it is better now.
 */
const UPRIGHT_MS = 2000;
const TILTED_MS = 400;
/** Share of the frame's width from which a face is near enough for its answer to count. */
const NEAR = 0.1;
/** A second face this large beside the largest may be the visitor, so it is judged, too. */
const RIVAL = 0.6;

/**
 * detect → follow → align → classify for a live camera. The whole frame is searched while nobody is followed
 * and every `WHOLE_MS`; between, only the region around the largest face, in which even a masked face is found
 * almost always. When it is not in its region, the whole frame is searched at once. A visitor who stands is searched ten
 * times a second, and judged in every frame where the face is expected. Where nothing changed since the whole frame was
 * searched, it is searched less often. Not re-entrant.
 */
export class FaceFollower {
  readonly #pipeline: Pipeline;
  #turn: Turn = 0;
  /** Whether each face that was looked at stands on its side, and when that was, by its track. */
  #tilts = new Map<number, { tilted: boolean; at: number }>();
  #tracker: Tracker;
  #wholeAt = Number.NEGATIVE_INFINITY;
  #searchedAt = Number.NEGATIVE_INFINITY;
  /** The last frame was not searched. */
  #coasting = false;
  /** Whether the watch has seen a change in this frame. */
  #changed = false;
  readonly #watch: ChangeWatch;

  /** @param lastId of another follower's tracks, or a number of one's own to begin behind: no id is given twice */
  constructor(pipeline: Pipeline, watch: ChangeWatch = UNWATCHED, lastId = 0) {
    this.#pipeline = pipeline;
    this.#watch = watch;
    this.#tracker = new Tracker(lastId);
  }

  /** Whether nobody is followed. */
  get idle(): boolean {
    return this.#tracker.empty;
  }

  /** How far frames have to be turned clockwise so that people stand upright; what is told of them is turned, too. */
  set turn(turn: Turn) {
    if (turn !== this.#turn) this.reset();
    this.#turn = turn;
  }

  get turn(): Turn {
    return this.#turn;
  }

  /** @param at when the frame was taken, ms of one clock that never goes back */
  async observe(frame: Frame, at: number): Promise<LiveObservation> {
    // A clock that went back is another recording or camera: what was followed is not there.
    if (at < this.#searchedAt) this.reset();
    const begin = performance.now();
    const tracks = await this.#search(frame, at);
    const detect = this.#coasting ? 0 : performance.now() - begin;
    const fresh = this.#fresh(tracks);
    const judged = fresh.filter((track, i) => i === 0 || (i === 1 && rivals(track, fresh[0]!)));
    const { faces, ms } = await this.#pipeline.classify(
      frame,
      judged.map(({ face }) => face),
      false,
    );
    const look = performance.now();
    const tilted = await this.#tilted(frame, judged, at);
    const looked = performance.now() - look;
    const [width, height] = turnSize(frame.width, frame.height, this.#turn);
    return {
      width,
      height,
      faces: faces.map((face, i) => {
        const { id, speed, origin } = judged[i]!;
        const quality = { ...face.quality, tilted: tilted[i]! };
        return { ...turnFace(face, frame, this.#turn), quality, id, speed, origin };
      }),
      others: tracks
        .filter((track) => !judged.includes(track) && track.seenAt >= this.#wholeAt)
        .map(({ id, face }) => ({ id, box: turnBox(face.box, frame.width, frame.height, this.#turn) })),
      changed: this.#changed,
      ms: { detect: detect + looked, ...ms },
    };
  }

  /** Forgets everybody. */
  reset(): void {
    this.#tracker = new Tracker(this.#tracker.lastId);
    this.#tilts.clear();
    this.#wholeAt = Number.NEGATIVE_INFINITY;
    this.#searchedAt = Number.NEGATIVE_INFINITY;
    this.#watch.reset();
  }

  /** Whether each face stands on its side, as far as that was looked at lately; looks where it is time to. */
  async #tilted(frame: Frame, judged: readonly Track[], at: number): Promise<boolean[]> {
    const before = this.#tilts;
    this.#tilts = new Map();
    const answers: boolean[] = [];
    for (const { id, face } of judged) {
      let tilt = before.get(id);
      const due = !tilt || at - tilt.at >= (tilt.tilted ? TILTED_MS : UPRIGHT_MS);
      if (due && face.box[2] >= NEAR * this.#widthOf(frame)) {
        tilt = { tilted: !(await this.#pipeline.standsUpright(frame, face, this.#turn)), at };
      }
      if (tilt) this.#tilts.set(id, tilt);
      answers.push(tilt?.tilted ?? false);
    }
    return answers;
  }

  async #search(frame: Frame, at: number): Promise<readonly Track[]> {
    const expected = this.#tracker.predict(at);
    // The largest was put first by the last update, and prediction changes no size.
    const last = this.#fresh(expected);
    const whole = this.#wholeIsDue(frame, expected, at);
    this.#coasting = !whole && (expected.length === 0 || this.#stand(last, at));
    if (this.#coasting) return expected;
    const [followed] = last;
    this.#searchedAt = at;
    if (followed && !whole) {
      const region = regionAround(followed.face);
      const faces = await this.#pipeline.detect(frame, region, this.#turn, REGION_SHARE);
      if (faces.length > 0) {
        const tracks = this.#tracker.update(faces, at, region);
        if (tracks.some(({ id, seenAt }) => id === followed.id && seenAt === at)) return tracks;
      }
    }
    this.#wholeAt = at;
    const near = followed && followed.face.box[2] >= LARGE * this.#widthOf(frame);
    const faces = await this.#pipeline.detect(frame, undefined, this.#turn, near ? LARGE_SHARE : 1);
    this.#watch.searched(frame);
    return this.#tracker.update(faces, at);
  }

  /** Whether it is time to look for who is not followed: sooner where something changed. */
  #wholeIsDue(frame: Frame, expected: readonly Track[], at: number): boolean {
    const [soon, late] = expected.length === 0 ? [IDLE_MS, IDLE_STILL_MS] : [WHOLE_MS, WHOLE_STILL_MS];
    const passed = at - this.#wholeAt;
    this.#changed = false;
    if (passed < soon || passed >= late) return passed >= late;
    const boxes = expected.map(({ face }) => face.box);
    this.#changed = this.#watch.changed(frame, boxes, this.#turn);
    return this.#changed;
  }

  /** The width of a frame as people stand in it. */
  #widthOf({ width, height }: Frame): number {
    return turnSize(width, height, this.#turn)[0];
  }

  /** Those that the last search has seen. */
  #fresh(tracks: readonly Track[]): readonly Track[] {
    return tracks.filter(({ seenAt }) => seenAt === this.#searchedAt);
  }

  /** Whether all of them are so slow, and the last search so near, that they are where they are expected. */
  #stand(tracks: readonly Track[], at: number): boolean {
    const soon = at - this.#searchedAt <= COAST_MS;
    return soon && tracks.length > 0 && tracks.every(({ speed }) => speed < STANDING);
  }
}

/** The face as it is in the turned frame. */
function turnFace<F extends Face>(face: F, { width, height }: Frame, turn: Turn): F {
  const point = ([x, y]: Point): Point => {
    const [u, v] = turnBox([x, y, 0, 0], width, height, turn);
    return [u, v];
  };
  const { rightEye, leftEye, nose, mouth } = face.keypoints;
  return {
    ...face,
    box: turnBox(face.box, width, height, turn),
    keypoints: {
      rightEye: point(rightEye),
      leftEye: point(leftEye),
      nose: point(nose),
      mouth: point(mouth),
    },
  };
}

function rivals({ face }: Track, largest: Track): boolean {
  return face.box[2] >= RIVAL * largest.face.box[2];
}

function regionAround({ box: [x, y, w, h] }: Face): Box {
  const side = REGION * Math.max(w, h);
  return [x + w / 2 - side / 2, y + h / 2 - side / 2, side, side];
}
