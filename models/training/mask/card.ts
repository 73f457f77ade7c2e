import { LABELS } from '../../pipeline/labels.ts';
import { percent, sourceRow, writeAboveMark } from '../common/card.ts';
import type { Validation } from '../loop/validation.ts';

/** What the card needs of a manifest. */
export interface CardManifest {
  version: string;
  sha256: string;
  temperature: number;
  input: { size: number; crop: { scale: number } };
  cost: { multiplyAdds: number; weights: number };
  training: {
    preset: string;
    seed: number;
    steps: number;
    stepsDone: number;
    batch: number;
    startedFrom: string;
    /** The model that it was trained on from, and that one's steps. */
    wentOnFrom?: string;
    stepsBefore?: number;
    gitRevision: string;
    sources: Record<string, Record<string, number>>;
  };
  validation: Validation & { large: Validation };
}

/** Writes the model card's figures; what people wrote below the mark stays. */
export function writeCard(folder: string, manifest: CardManifest): Promise<void> {
  return writeAboveMark(folder, card(manifest));
}

function wentOn({ wentOnFrom, stepsBefore }: CardManifest['training']): string {
  return wentOnFrom === undefined
    ? ''
    : `After ${stepsBefore} steps it was ${wentOnFrom}; this run goes on from those weights.\n`;
}

/** The generated part of the model card. */
export function card({
  version,
  sha256,
  temperature,
  input,
  cost,
  training,
  validation,
}: CardManifest): string {
  const sources = Object.entries(training.sources).map(([source, counts]) =>
    sourceRow(source, ...LABELS.map((label) => counts[label] ?? 0)),
  );
  return `# Mask classifier ${version}

A face crop in, the probabilities of \`mask\`, \`no_mask\` and \`incorrect\` (nose or mouth bare) out.
${cost.weights} weights, ${(cost.multiplyAdds / 1e6).toFixed(1)} M multiply-adds, input ${input.size}×${input.size} RGB
(v / 127.5 − 1), a square of ${input.crop.scale} face boxes with level eyes. Output: logits;
p = softmax(logits / ${temperature.toFixed(3)}). SHA-256 of mask.bin: \`${sha256}\`.

## Training

It starts from the blocks of our face detector ${training.startedFrom} ([card](../face/README.md)), which began as MediaPipe's
BlazeFace short range (Apache 2.0); its heads are left out. ${wentOn(training)}${training.stepsDone} of ${training.steps} steps of ${training.batch} samples, preset ${training.preset}, seed ${training.seed}, code ${training.gitRevision}.
Six in ten samples show a face as photographed, the others masks or other things drawn on bare faces. Labels that were
seen to be wrong are corrected or left out (\`models/training/dataset/corrections.json\`).

| source | repository | licence stated | mask | no_mask | incorrect |
|---|---|---|--:|--:|--:|
${sources.join('\n')}

The photos were collected from the web by their publishers and have no clear rights; they are not in this
repository, only weights are. The weights that all began with, BlazeFace's, are licensed under Apache 2.0.

## Held out

Near-duplicate groups of the same sources, ${validation.faces} faces, largest probability, nothing abstained. Such figures
flatter: photos of a source that was not learnt from do worse. Logits of a crop and its mirror image are averaged, as
for single pictures; a live frame is looked at once.

| label | called mask | called no_mask | called incorrect |
|---|--:|--:|--:|
${LABELS.map((label) => `| ${label} | ${LABELS.map((answer) => validation.confusion[label][answer]).join(' | ')} |`).join('\n')}

- balanced accuracy of three labels ${percent(validation.balancedAccuracy)}, of mask against not worn (bare or wrong) ${percent(validation.maskBalancedAccuracy)}, of mask against bare ${percent(validation.bareBalancedAccuracy)}
- area under the curve, mask against bare: ${validation.maskVersusBareAuc?.toFixed(4)}
- bare called mask ${percent(validation.bareCalledMask)}; masked refused ${percent(validation.maskedRefused)}; wrongly worn refused ${percent(validation.incorrectRefused)}
- of the ${validation.large.faces} faces of 80 px and more: mask against bare ${percent(validation.large.bareBalancedAccuracy)}, bare called mask ${percent(validation.large.bareCalledMask)}; masked refused ${percent(validation.large.maskedRefused)}
`;
}
