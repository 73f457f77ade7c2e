import type { Face } from '../pipeline/face.ts';
import { LABELS, type Label } from '../pipeline/labels.ts';
import { percent, wilson } from './interval.ts';

/** Scores that figures are told of, beside the one from which the product shows a face. */
const SCORES = [0.35, 0.45, 0.55, 0.65];

/** A face that is there. */
export interface TalliedFace {
  source: string;
  label: Label;
  /** At most one other detector had seen it. */
  hard: boolean;
  /** Of the best answer at its place, 0 for none. */
  score: number;
  /** What the mask model says of the crop that the answer gives. */
  called: Label | undefined;
}

/** Counts what one detector found, missed and imagined. */
export class DetectorTally {
  readonly #name: string;
  readonly #shown: number;
  readonly #faces: TalliedFace[] = [];
  readonly #imagined = { photos: [] as number[], faceless: [] as number[] };
  #photos = 0;
  #faceless = 0;

  /** @param shown the score from which the product shows a face */
  constructor(name: string, shown: number) {
    this.#name = name;
    this.#shown = shown;
  }

  face(face: TalliedFace): void {
    this.#faces.push(face);
  }

  /** What was found in a photo where nobody knows of a face. */
  photo(imagined: readonly Face[]): void {
    this.#photos++;
    this.#imagined.photos.push(...imagined.map(({ score }) => score));
  }

  /** What was found in a frame without a face. */
  faceless(imagined: readonly Face[]): void {
    this.#faceless++;
    this.#imagined.faceless.push(...imagined.map(({ score }) => score));
  }

  /** The figures in words: by label, those that are hard, by source, and by score. */
  report(): string {
    const found = (faces: readonly { score: number }[], from = this.#shown) =>
      percent(wilson(faces.filter(({ score }) => score >= from).length, faces.length));
    const of = (label: Label) => this.#faces.filter((face) => face.label === label);
    const lines = [`${this.#name}, from score ${this.#shown} on`];
    for (const label of LABELS) {
      lines.push(`  ${label}: ${found(of(label))}; hard ${found(of(label).filter(({ hard }) => hard))}`);
    }
    const shown = (label: Label) => of(label).filter(({ score }) => score >= this.#shown);
    const called = (label: Label, answer: (called: Label | undefined) => boolean) =>
      percent(wilson(shown(label).filter((face) => answer(face.called)).length, shown(label).length));
    lines.push(
      `  of those found: bare called mask ${called('no_mask', (label) => label === 'mask')}, ` +
        `masks refused ${called('mask', (label) => label !== 'mask')}, ` +
        `worn wrong called mask ${called('incorrect', (label) => label === 'mask')}`,
    );
    for (const [source, faces] of Map.groupBy(this.#faces, (face) => face.source)) {
      lines.push(`  ${source}: ${found(faces)}`);
    }
    for (const score of [...SCORES, this.#shown].toSorted((a, b) => a - b)) {
      const shares = LABELS.map((label) => {
        const faces = of(label);
        return (100 * faces.filter((face) => face.score >= score).length) / Math.max(1, faces.length);
      });
      const rate = (scores: readonly number[], of: number) =>
        (scores.filter((one) => one >= score).length / Math.max(1, of)).toFixed(4);
      lines.push(
        `  score ${score}: ${shares.map((share) => share.toFixed(1)).join(' / ')} %, false ` +
          `${rate(this.#imagined.photos, this.#photos)} a photo, ${rate(this.#imagined.faceless, this.#faceless)} a frame without a face`,
      );
    }
    return lines.join('\n');
  }
}
