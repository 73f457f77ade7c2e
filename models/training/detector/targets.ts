import type { Box } from '../../pipeline/face.ts';
import { iou } from '../../pipeline/nms.ts';
import type { DetectorArchitecture } from './architecture.ts';
import type { Scene, SceneFace } from './composer.ts';

/** What one anchor is to answer: a face with its weight, nothing, or no matter what. */
export interface AnchorTarget {
  kind: 'face' | 'nothing' | 'open';
  face?: SceneFace;
  /** Faces with many anchors weigh no more than faces with few. */
  weight: number;
}

/** An anchor of the published kind is a face's from this overlap on, and certainly none's below the lower one. */
const POSITIVE = 0.5;
const NEGATIVE = 0.38;
/** A face that no anchor fits takes the nearest, if it overlaps so much. */
const LEAST = 0.2;
/** Beyond so many anchors a face's share of the loss does not grow. */
const ENOUGH = 6;

/** Gives the faces of a scene to the anchors of one input size. */
export class Targets {
  readonly #anchors: Box[];

  constructor({ heads }: DetectorArchitecture, width: number, height: number) {
    this.#anchors = heads.flatMap(({ stride, anchors }) => {
      const boxes: Box[] = [];
      for (let y = stride / 2; y < height; y += stride) {
        for (let x = stride / 2; x < width; x += stride) {
          for (const side of anchors) boxes.push([x - side / 2, y - side / 2, side, side]);
        }
      }
      return boxes;
    });
  }

  /** One target an anchor: heads in order, cells row by row, a cell's anchors by size. */
  assign({ faces, unsure }: Scene): AnchorTarget[] {
    const bestOf = faces.map(() => ({ anchor: -1, overlap: LEAST }));
    const targets = this.#anchors.map((anchor, i): AnchorTarget => {
      let most = 0;
      let owner: SceneFace | undefined;
      faces.forEach((face, k) => {
        const overlap = iou(anchor, face.box);
        if (overlap > bestOf[k]!.overlap) bestOf[k] = { anchor: i, overlap };
        if (overlap > most) [most, owner] = [overlap, face];
      });
      if (owner && most >= POSITIVE) return { kind: 'face', face: owner, weight: 1 };
      const [x, y] = [anchor[0] + anchor[2] / 2, anchor[1] + anchor[3] / 2];
      const open = unsure.some(
        (box) =>
          (x > box[0] && y > box[1] && x < box[0] + box[2] && y < box[1] + box[3]) || iou(anchor, box) > 0.2,
      );
      return { kind: most > NEGATIVE || open ? 'open' : 'nothing', weight: 1 };
    });
    bestOf.forEach(({ anchor }, k) => {
      if (anchor >= 0) targets[anchor] = { kind: 'face', face: faces[k]!, weight: 1 };
    });
    const counts = Map.groupBy(
      targets.filter(({ face }) => face),
      ({ face }) => face,
    );
    for (const anchors of counts.values()) {
      for (const target of anchors) target.weight = Math.min(1, ENOUGH / anchors.length);
    }
    return targets;
  }
}
