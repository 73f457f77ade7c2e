import { LABELS, type Label } from './labels.ts';

/** What the mask classifier's manifest must say for the pipeline; it holds more, for people. */
export interface MaskManifest {
  version: string;
  /** Of the file of weights, in hexadecimal. */
  sha256: string;
  labels: readonly string[];
  /** Side of the crop in pixels, and its size in face boxes. */
  input: { size: number; crop: { scale: number } };
  /** Calibration: probabilities are softmax(logits / temperature). */
  temperature: number;
}

/** The least and the most that a figure of a manifest may be, both allowed, and what it is in words. */
type Floor = readonly [path: string, least: number, most: number];

/** What the pipeline itself needs. The gate's samples show 1.4 face boxes, so a crop can't be larger. */
const NEEDED: readonly Floor[] = [
  ['input.size', 32, 224],
  ['input.crop.scale', 1, 1.4],
  ['temperature', 0.05, 20],
];
/** Of the set held out, and of its faces of 80 px and more. */
const HELD_OUT: readonly Floor[] = [
  ['faces', 100, Number.POSITIVE_INFINITY],
  ['balancedAccuracy', 0.9, 1],
  ['maskBalancedAccuracy', 0.95, 1],
  ['bareBalancedAccuracy', 0.95, 1],
  ['maskVersusBareAuc', 0.99, 1],
  ['bareCalledMask', 0, 0.01],
  ['maskedRefused', 0, 0.05],
  ['incorrectRefused', 0.85, 1],
];
/** Of a source that was left out: a new kind of picture costs a little. */
const LEFT_OUT: readonly Floor[] = [
  ['maskVersusBareAuc', 0.97, 1],
  ['bareCalledMask', 0, 0.05],
  ['maskedRefused', 0, 0.1],
];
/** Faces of each label that a share has to rest on. */
const LEAST_FACES = 10;
/** By how much a share may differ from its counts: both are written in full. */
const ROUNDING = 1e-6;

/**
 * Why a manifest is none of a model that may judge visitors, in words that follow its name; null when it is one. Every
 * figure in it has a floor, and the shares have to be those of its own counts.
 */
export function manifestFault(manifest: unknown): string | null {
  if (typeof at(manifest, 'version') !== 'string') return 'its manifest names no version';
  const labels = at(manifest, 'labels');
  if (!Array.isArray(labels) || labels.join() !== LABELS.join()) {
    return `its manifest has the labels ${String(labels)}, not ${LABELS.join()}`;
  }
  if (!/^[0-9a-f]{64}$/.test(String(at(manifest, 'sha256'))))
    return 'its manifest has no SHA-256 of the weights';
  const steps = [at(manifest, 'training.stepsDone'), at(manifest, 'training.steps')];
  if (steps[0] !== steps[1]) return `its training ended after ${steps[0]} of ${steps[1]} steps`;
  return (
    outside(manifest, '', NEEDED) ??
    outside(manifest, 'validation.', HELD_OUT) ??
    outside(manifest, 'validation.large.', HELD_OUT) ??
    miscounted(manifest, 'validation.') ??
    miscounted(manifest, 'validation.large.') ??
    (at(manifest, 'leftOut') === undefined ? null : outside(manifest, 'leftOut.', LEFT_OUT))
  );
}

/** The first figure that misses its floor. */
function outside(manifest: unknown, prefix: string, floors: readonly Floor[]): string | null {
  for (const [path, least, most] of floors) {
    const value = at(manifest, prefix + path);
    if (typeof value !== 'number' || !(value >= least && value <= most)) {
      const wanted = most === Number.POSITIVE_INFINITY ? `${least} or more` : `from ${least} to ${most}`;
      return `${prefix}${path} in its manifest is ${value === undefined ? 'missing' : String(value)}, and has to be ${wanted}`;
    }
  }
  return null;
}

/** A share that is not that of the counts beside it, or rests on too few. */
function miscounted(manifest: unknown, prefix: string): string | null {
  const count = (label: Label, answer: Label) =>
    Number(at(manifest, `${prefix}confusion.${label}.${answer}`));
  const all = (label: Label) => LABELS.reduce((sum, answer) => sum + count(label, answer), 0);
  for (const label of LABELS) {
    if (!(all(label) >= LEAST_FACES)) {
      return `${prefix}confusion in its manifest rests on ${all(label)} faces of ${label}, and needs ${LEAST_FACES}`;
    }
  }
  const shares = {
    bareCalledMask: count('no_mask', 'mask') / all('no_mask'),
    maskedRefused: 1 - count('mask', 'mask') / all('mask'),
    incorrectRefused: 1 - count('incorrect', 'mask') / all('incorrect'),
  };
  for (const [name, share] of Object.entries(shares)) {
    const said = at(manifest, prefix + name) as number;
    if (Math.abs(said - share) > ROUNDING) {
      return `${prefix}${name} in its manifest is ${said}, while its own counts make ${share}`;
    }
  }
  return null;
}

/** The value at a path of names with points between them; undefined where the way ends. */
function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | null | undefined)?.[name], value);
}
