import { MOST_FACES } from '../../../edge-server/contract/captures.ts';
import type { LiveObservation } from '../../../models/pipeline/follow.ts';
import type { Turn } from '../../../models/pipeline/turn.ts';
import type { Visitor } from '../visit/visitor.ts';
import { allFaces, type Box, boxesIn } from './boxes.ts';
import { grabTurned } from './turn.ts';

/** A visit's picture, and the faces in it, the visitor's first; boxes in pixels of the picture. */
export interface CapturedPicture {
  jpeg: Blob;
  faces: readonly Box[];
}

const JPEG_QUALITY = 0.85;
/** A frame has to be this much better than the one that is held: grabbing one costs the page a few ms. */
const BETTER = 1.1;

/** What a snapshot needs of the page. */
export interface SnapshotNeeds {
  /** The camera's; undefined while there is none. */
  track: () => MediaStreamTrack | undefined;
  /** How far its picture has to be turned; what was observed is turned already. */
  turn: () => Turn;
  /** Whether the site keeps whole pictures: then nobody has to know where the faces are. */
  whole: () => boolean;
  /** Finds every face in a picture, in its pixels; the bitmap is handed over. */
  find: (bitmap: ImageBitmap) => Promise<readonly Box[]>;
}

/**
 * The best frame of the visit under way, held in memory only, and only while the site keeps pictures. A frame is
 * grabbed when the worker's answer about an earlier one arrives, and on a busy machine the visitor has moved by then.
 * So the faces are looked for once more, in the very picture that is sent; one in which nobody is found is not sent.
 */
export class Snapshot {
  #score = 0;
  #held: { bitmap: ImageBitmap; faces: readonly Box[] } | null = null;
  /** Counts visits up: a frame that was grabbed for one that has ended is dropped. */
  #visit = 0;
  #grabbing: Promise<void> = Promise.resolve();
  readonly #needs: SnapshotNeeds;

  constructor(needs: SnapshotNeeds) {
    this.#needs = needs;
  }

  /** Grabs the camera's picture when the visitor is seen better than before. */
  consider(visitor: Visitor, observation: LiveObservation): void {
    const track = this.#needs.track();
    if (!track) return;
    const { sharpness, inside, yaw } = visitor.face.quality;
    const score = sharpness * inside * Math.max(0, 1 - Math.abs(yaw));
    if (score <= this.#score * BETTER) return;
    this.#score = score;
    const everybody = [visitor.face, ...observation.faces, ...observation.others];
    const boxes = [...new Map(everybody.map(({ id, box }) => [id, box])).values()];
    this.#grabbing = this.#grab(track, observation, boxes.slice(0, MOST_FACES), this.#visit);
  }

  /** The best frame as a JPEG, or null when none was held; the next visit begins with nothing. */
  async take(): Promise<CapturedPicture | null> {
    await this.#grabbing;
    const held = this.#held;
    this.#held = null;
    this.drop();
    if (!held) return null;
    const { bitmap } = held;
    const faces = await this.#facesIn(held);
    if (faces === null) {
      bitmap.close();
      return null;
    }
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    bitmap.close();
    return { jpeg: await canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY }), faces };
  }

  /** Forgets the picture: the visitor has gone. */
  drop(): void {
    this.#visit++;
    this.#score = 0;
    this.#held?.bitmap.close();
    this.#held = null;
  }

  /** The faces of a held picture, the visitor's first; null when they have to be known and are not. */
  async #facesIn({ bitmap, faces }: { bitmap: ImageBitmap; faces: readonly Box[] }) {
    if (this.#needs.whole()) return faces;
    try {
      const found = await this.#needs.find(await createImageBitmap(bitmap));
      return allFaces(found, faces)?.slice(0, MOST_FACES) ?? null;
    } catch {
      // A worker that has just died finds nobody.
      return null;
    }
  }

  async #grab(
    track: MediaStreamTrack,
    seen: LiveObservation,
    boxes: readonly Box[],
    visit: number,
  ): Promise<void> {
    try {
      const bitmap = await grabTurned(track, this.#needs.turn());
      const faces = boxesIn(bitmap, seen, boxes);
      // A picture in which the faces can't be placed could be kept with the wrong part blurred.
      if (visit === this.#visit && faces) {
        this.#held?.bitmap.close();
        this.#held = { bitmap, faces };
      } else {
        bitmap.close();
      }
    } catch {
      // A camera that has just gone gives no picture, and the visit needs none.
    }
  }
}
