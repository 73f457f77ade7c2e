import { MOST_FACES } from '../../../edge-server/contract/captures.ts';
import type { LiveObservation } from '../../../models/pipeline/follow.ts';
import type { Visitor } from '../visit/visitor.ts';
import { type Box, boxesIn } from './boxes.ts';

/** A visit's picture, and the faces in it, the visitor's first; boxes in pixels of the picture. */
export interface CapturedPicture {
  jpeg: Blob;
  faces: readonly Box[];
}

const JPEG_QUALITY = 0.85;
/** A frame has to be this much better than the one that is held: grabbing one costs the page a few ms. */
const BETTER = 1.1;

/**
 * The best frame of the visit under way, held in memory only, and only while the site keeps pictures. A frame is
 * grabbed when the worker's answer about it arrives, so it is a frame or two later than the one that was judged.
 */
export class Snapshot {
  #score = 0;
  #held: { bitmap: ImageBitmap; faces: readonly Box[] } | null = null;
  /** Counts visits up: a frame that was grabbed for one that has ended is dropped. */
  #visit = 0;
  #grabbing: Promise<void> = Promise.resolve();
  readonly #track: () => MediaStreamTrack | undefined;

  /** @param track the camera's; undefined while there is none */
  constructor(track: () => MediaStreamTrack | undefined) {
    this.#track = track;
  }

  /** Grabs the camera's picture when the visitor is seen better than before. */
  consider(visitor: Visitor, observation: LiveObservation): void {
    const track = this.#track();
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
    const { bitmap, faces } = held;
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

  async #grab(
    track: MediaStreamTrack,
    seen: LiveObservation,
    boxes: readonly Box[],
    visit: number,
  ): Promise<void> {
    try {
      const bitmap = await new ImageCapture(track).grabFrame();
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
