import { cutFace, supersamplingOf } from '../../pipeline/align.ts';
import { LABELS, type Label } from '../../pipeline/labels.ts';
import { sampleAffine } from '../../pipeline/sample.ts';
import { randomBorders } from '../augment/borders.ts';
import { cameraFaults } from '../augment/camera.ts';
import { type Canvas, mirror } from '../common/canvas.ts';
import { jitteredCrop } from '../common/jitter.ts';
import type { Random } from '../common/random.ts';
import { type Example, type ExampleStore, exampleFrame, exampleMesh } from '../dataset/examples.ts';
import { borrowedCloth } from '../drawing/borrowed.ts';
import { cutFree } from '../drawing/cut-free.ts';
import { dyeMask } from '../drawing/dye.ts';
import { type Landmarks, landmarksInCrop } from '../drawing/landmarks.ts';
import { drawMask } from '../drawing/mask.ts';
import { drawHeld, drawOccluder, drawSunglasses, type Occluder } from '../drawing/occluder.ts';
import { raiseMask } from '../drawing/raise.ts';
import { holdThing } from '../drawing/thing.ts';
import { transplantMask } from '../drawing/transplant.ts';
import { type Wear, wearLabel } from '../drawing/wear.ts';

/** The shipped crop: a square of this many face boxes. */
export const CROP_SCALE = 1.3;

/**
 * Where a training sample comes from, and how often. The three labels are nearly as frequent as each other, since
 * the kiosk adds up likelihoods under a flat prior; worn wrong comes a little more often, so that what lies between
 * it and worn right leans to another look.
 */
const MIXTURE = {
  realMask: 0.22,
  realBare: 0.2,
  realIncorrect: 0.15,
  drawnRight: 0.09,
  drawnIncorrect: 0.2,
  cutFree: 0.03,
  occluded: 0.12,
} as const;

export const WEAR_MIX: Record<Exclude<Wear, 'right'>, number> = {
  noseOut: 5,
  onChin: 4,
  slipped: 1.2,
  oneEar: 0.5,
  mouthBare: 3,
};

/** What is most like a mask, and what people do at a door, comes most. */
export const OCCLUDER_MIX: Record<Occluder, number> = {
  hand: 5,
  paper: 2.5,
  phone: 1.5,
  cup: 1,
  scarf: 1,
  beard: 1,
  hair: 0.5,
};

/** The face mesh must be surer than this that it lies on a face before anything is drawn by it. */
export const MIN_MESH_SCORE = 0.7;

/** What drawn masks are made of: drawn cloth, photographed cloth, or a photographed mask as a whole. */
const MATERIAL = { drawn: 0.3, borrowed: 0.3, transplanted: 0.4 } as const;

/** How often sunglasses are drawn, whatever is worn below: masks under them were refused. */
const GLASSES = 0.1;

/** How often something is held up beside the cheek, whatever is worn. */
const HELD = 0.12;

/** How often what covers a bare mouth is a photographed thing and not a drawn one. */
const PHOTOGRAPHED = 0.4;

/** How often a beard is drawn below a mask that is drawn: it was taken for the mask that hangs below the lips. */
const BEARDED = 0.12;

/** How often a photographed mask is dyed, where its cloth can be told from the skin. */
const DYED = 0.35;

/** Draws random training samples out of a set of examples. */
export class Sampler {
  readonly #store: ExampleStore;
  readonly #byLabel: Record<Label, Example[][]>;
  readonly #canvases: Example[][];
  readonly #donors: Example[][];
  readonly #size: number;
  readonly #line: Float32Array;
  /** The crop that a cloth or a mouth is taken from. */
  readonly #donor: Canvas;

  constructor(store: ExampleStore, examples: readonly Example[], size: number) {
    this.#store = store;
    this.#size = size;
    this.#line = new Float32Array(size);
    this.#donor = { size, rgb: new Float32Array(size * size * 3) };
    const bySource = (wanted: (example: Example) => boolean) => [
      ...Map.groupBy(examples.filter(wanted), ({ source }) => source).values(),
    ];
    this.#byLabel = Object.fromEntries(
      LABELS.map((label) => [label, bySource((example) => example.label === label)]),
    ) as Record<Label, Example[][]>;
    this.#canvases = bySource(({ label, meshScore }) => label === 'no_mask' && meshScore > MIN_MESH_SCORE);
    this.#donors = bySource(({ label, meshScore }) => label === 'mask' && meshScore > MIN_MESH_SCORE);
    for (const [label, sources] of [
      ...Object.entries(this.#byLabel),
      ['no_mask with landmarks', this.#canvases],
      ['mask with landmarks', this.#donors],
    ]) {
      if (sources!.length === 0) throw new Error(`there is no example to train on for ${label}`);
    }
  }

  /** Writes one sample, `[size, size, 3]` from -1 to 1, and returns its label. */
  draw(random: Random, out: Float32Array): Label {
    const kind = random.weighted(MIXTURE);
    switch (kind) {
      case 'realMask':
        return this.#photographed('mask', random, out);
      case 'realBare':
        return this.#photographed('no_mask', random, out);
      case 'realIncorrect':
        return this.#photographed('incorrect', random, out);
      case 'drawnRight':
        return this.#render(pickBySource(this.#canvases, random), 'mask', 'right', random, out);
      case 'drawnIncorrect': {
        const wear = random.weighted(WEAR_MIX);
        return this.#render(pickBySource(this.#canvases, random), wearLabel(wear), wear, random, out);
      }
      case 'cutFree':
        return this.#render(pickBySource(this.#donors, random), 'incorrect', 'cutFree', random, out);
      case 'occluded':
        return this.#render(pickBySource(this.#canvases, random), 'no_mask', 'occluder', random, out);
    }
  }

  #photographed(label: Label, random: Random, out: Float32Array): Label {
    return this.#render(pickBySource(this.#byLabel[label], random), label, 'none', random, out);
  }

  #render(
    example: Example,
    label: Label,
    drawing: Wear | 'occluder' | 'cutFree' | 'none',
    random: Random,
    out: Float32Array,
  ): Label {
    const size = this.#size;
    const map = jitteredCrop(example.face, size, CROP_SCALE, random);
    sampleAffine(exampleFrame(this.#store, example), map, size, out, supersamplingOf(map));
    for (let i = 0; i < out.length; i++) out[i] = (out[i]! + 1) / 2;
    const canvas: Canvas = { size, rgb: out };
    const glasses = random.chance(GLASSES) && example.meshScore > MIN_MESH_SCORE;
    const dyed =
      (drawing === 'cutFree' || (drawing === 'none' && label !== 'no_mask')) &&
      random.chance(DYED) &&
      example.meshScore > MIN_MESH_SCORE;
    const held = drawing !== 'oneEar' && random.chance(HELD) && example.meshScore > MIN_MESH_SCORE;
    if (drawing !== 'none' || glasses || dyed || held) {
      const face = landmarksInCrop(exampleMesh(this.#store, example), map);
      if (dyed) dyeMask(canvas, face, random);
      if (glasses) drawSunglasses(canvas, face, random);
      const { things } = this.#store;
      if (drawing === 'occluder' && things && things.count > 0 && random.chance(PHOTOGRAPHED)) {
        holdThing(canvas, face, things, random);
      } else if (drawing === 'occluder') drawOccluder(canvas, face, random.weighted(OCCLUDER_MIX), random);
      else if (drawing === 'cutFree')
        cutFree(canvas, face, random, this.#donor, this.#cutDonor(this.#canvases, random));
      else if (drawing !== 'none') this.#wear(canvas, face, drawing, random);
      if (held) drawHeld(canvas, face, random);
    }
    randomBorders(canvas, map, example.width, example.height, random);
    if (random.chance(0.5)) mirror(canvas);
    cameraFaults(canvas, random, this.#line);
    for (let i = 0; i < out.length; i++) out[i] = out[i]! * 2 - 1;
    return label;
  }

  /** Draws a mask, or takes its cloth or all of it from a photographed one. */
  #wear(canvas: Canvas, face: Landmarks, wear: Wear, random: Random): void {
    if (random.chance(BEARDED)) drawOccluder(canvas, face, 'beard', random);
    const from = random.weighted(MATERIAL);
    if (from === 'drawn') {
      drawMask(canvas, face, wear, random);
      return;
    }
    const landmarks = this.#cutDonor(this.#donors, random);
    if (random.chance(DYED)) dyeMask(this.#donor, landmarks, random);
    if (from === 'borrowed' || wear === 'oneEar') {
      drawMask(canvas, face, wear, random, borrowedCloth(this.#donor, landmarks));
    } else if (wear === 'mouthBare') raiseMask(canvas, face, random, this.#donor, landmarks);
    else transplantMask(canvas, face, wear, random, this.#donor, landmarks);
  }

  /** Cuts the crop of a face that something is taken from, and tells its landmarks. */
  #cutDonor(donors: readonly Example[][], random: Random): Landmarks {
    const donor = pickBySource(donors, random);
    const map = cutFace(
      exampleFrame(this.#store, donor),
      donor.face,
      this.#size,
      CROP_SCALE,
      this.#donor.rgb,
    );
    for (let i = 0; i < this.#donor.rgb.length; i++) this.#donor.rgb[i] = (this.#donor.rgb[i]! + 1) / 2;
    return landmarksInCrop(exampleMesh(this.#store, donor), map);
  }
}

/** The crop of an example exactly as the pipeline cuts it, for validation. */
export function plainCrop(store: ExampleStore, example: Example, size: number, out: Float32Array): void {
  cutFace(exampleFrame(store, example), example.face, size, CROP_SCALE, out);
}

/** Picks a source by the root of its size, then one of its examples: small sources are seen more often. */
export function pickBySource<T>(sources: readonly T[][], random: Random): T {
  const weights = sources.map((examples) => Math.sqrt(examples.length));
  let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  const at = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return random.pick(sources[at === -1 ? sources.length - 1 : at]!);
}
