import { cutFace } from './align.ts';
import { largest, MaskClassifier } from './classifier.ts';
import { type GateSample, readGateSamples, SAMPLE_FILE } from './gate-samples.ts';
import type { Kernels } from './kernels/start.ts';
import { LABELS, type Label, type Probabilities } from './labels.ts';
import type { ReadModelFile } from './load.ts';
import { manifestFault } from './manifest.ts';
import { ModelRefused } from './model-refused.ts';
import { type Reliability, reliabilityOf } from './reliability.ts';

/** A classifier that has passed, and what its answers are worth. */
export interface GatedClassifier {
  classifier: MaskClassifier;
  reliability: Reliability;
}

/** Of the twelve samples of each label, how many have to be answered rightly, and how many may be called mask. */
const FLOORS: Readonly<Record<Label, { right: number; mask: number }>> = {
  mask: { right: 11, mask: 12 },
  no_mask: { right: 10, mask: 0 },
  incorrect: { right: 9, mask: 1 },
};
/** Crops that are judged at once. */
const BATCH = 12;

/** What `loadGated` reads, so that a page can ask for all of it at once. */
export const GATED_FILES: readonly string[] = [...MaskClassifier.files, SAMPLE_FILE];

/**
 * The gate before every visitor: the only way to a classifier that judges live. Its manifest's figures have floors, its
 * weights a hash, and it has to know the embedded samples; so it is for a kiosk page, for pictures by HTTP, for the
 * build and for a model from afar.
 *
 * @param kernels that its net may run with; null for TF.js' own
 * @throws {ModelRefused} in one sentence
 * @throws what `read` throws: a file that can't be had is no fault of the model
 */
export async function loadGated(
  read: ReadModelFile,
  kernels: Kernels | null = null,
): Promise<GatedClassifier> {
  const paths = MaskClassifier.files;
  const [samples, ...files] = await Promise.all([readGateSamples(read), ...paths.map((path) => read(path))]);
  const readAgain: ReadModelFile = async (path) => {
    const file = files[paths.indexOf(path)];
    if (!file) throw new Error(`it wants ${path} besides ${paths.join(', ')}`);
    return file;
  };
  let name = 'the mask model';
  let classifier: MaskClassifier | undefined;
  try {
    const manifest: unknown = JSON.parse(new TextDecoder().decode(await readAgain('mask/manifest.json')));
    name = nameOf(manifest) ?? name;
    const fault = manifestFault(manifest);
    if (fault !== null) throw new ModelRefused(name, fault);
    classifier = await MaskClassifier.load(readAgain, kernels);
    const answers = await answersOf(classifier, samples);
    const wrong = sampleFault(answers);
    if (wrong !== null) throw new ModelRefused(name, wrong);
    return { classifier, reliability: reliabilityOf(answers) };
  } catch (error) {
    classifier?.dispose();
    if (error instanceof ModelRefused) throw error;
    throw new ModelRefused(name, `it can't be run (${inWords(error)})`, { cause: error });
  }
}

/** What a classifier says of a sample. */
export interface Answer {
  label: Label;
  probabilities: Probabilities;
}

/** Asks a classifier about the samples, whatever it is worth. */
export async function answersOf(
  classifier: MaskClassifier,
  samples: readonly GateSample[],
): Promise<Answer[]> {
  const { size, crop } = classifier.manifest.input;
  const floats = size * size * 3;
  const crops = new Float32Array(BATCH * floats);
  const answers: Answer[] = [];
  for (let from = 0; from < samples.length; from += BATCH) {
    const batch = samples.slice(from, from + BATCH);
    for (const [i, { frame, face }] of batch.entries()) {
      cutFace(frame, face, size, crop.scale, crops.subarray(i * floats, (i + 1) * floats));
    }
    const probabilities = await classifier.classify(crops, batch.length, false);
    answers.push(...batch.map(({ label }, i) => ({ label, probabilities: probabilities[i]! })));
  }
  return answers;
}

/** How the answers miss the floors, in words; null when they don't. */
function sampleFault(answers: readonly Answer[]): string | null {
  const finite = answers.every(({ probabilities: p }) => LABELS.every((label) => Number.isFinite(p[label])));
  if (!finite) return 'it answers faces that it has to know with what is not a number';
  for (const label of LABELS) {
    const own = answers
      .filter((answer) => answer.label === label)
      .map((answer) => largest(answer.probabilities));
    const count = (answer: Label) => own.filter((given) => given === answer).length;
    const { right, mask } = FLOORS[label];
    if (count('mask') > mask) {
      return `it calls ${count('mask')} of ${own.length} faces mask that are ${label}, and ${mask} is the most`;
    }
    if (count(label) < right) {
      return `it knows ${count(label)} of ${own.length} faces that are ${label}, and ${right} is the least`;
    }
  }
  return null;
}

function nameOf(manifest: unknown): string | null {
  const version = (manifest as { version?: unknown } | null)?.version;
  return typeof version === 'string' && /^[\w.-]{1,100}$/.test(version) ? version : null;
}

/** One line without a full stop at its end, not longer than a sentence. */
function inWords(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0]!.slice(0, 200).replace(/\.$/, '');
}
