import { percent, sourceRow, writeAboveMark } from '../common/card.ts';
import type { LivenessFigures } from './figures.ts';

/** What the card needs of a manifest. */
export interface LivenessCardManifest {
  version: string;
  sha256: string;
  temperature: number;
  input: { size: number; crop: { scale: number } };
  cost: { multiplyAdds: number; weights: number };
  training: {
    seed: number;
    steps: number;
    stepsDone: number;
    batch: number;
    gitRevision: string;
    sources: Record<string, number>;
  };
  validation: LivenessFigures;
}

/** Writes the model card's figures; what people wrote below the mark stays. */
export function writeLivenessCard(folder: string, manifest: LivenessCardManifest): Promise<void> {
  return writeAboveMark(folder, livenessCard(manifest), 'npm run train:liveness');
}

/** The generated part of the model card. */
export function livenessCard({
  version,
  sha256,
  temperature,
  input,
  cost,
  training,
  validation,
}: LivenessCardManifest): string {
  const sources = Object.entries(training.sources).map(([source, count]) => sourceRow(source, count));
  return `# Liveness model ${version}

**It has never seen a real attack.** Every phone, tablet and sheet of paper it learnt from was drawn by a program, and
so was every one that it is measured on. No real screen, print or camera was there.

A wide face crop in, one logit out: above 0 a face before the camera, below 0 a printed picture or a screen with a face.
${cost.weights} weights, ${(cost.multiplyAdds / 1e6).toFixed(1)} M multiply-adds, input ${input.size}×${input.size} RGB
(v / 127.5 − 1), a square of ${input.crop.scale} face boxes with level eyes. Score = 1 / (1 + exp(−logit / ${temperature.toFixed(3)})).
SHA-256 of liveness.bin: \`${sha256}\`.

## Training

${training.stepsDone} of ${training.steps} steps of ${training.batch} samples, seed ${training.seed}, code ${training.gitRevision}. Half of the samples are live: photos
as they are, or drawn anew by the path that attacks take. The other half are the same photos on a simulated screen or
paper before a part of another photo (\`models/training/liveness\`). Camera faults come on all alike.

| source | repository | licence stated | faces with room around them |
|---|---|---|--:|
${sources.join('\n')}

The photos were collected from the web by their publishers and have no clear rights; they are not in this
repository, only weights are.

## Held out, simulated by the training's own drawing

${validation.samples} samples of held-out near-duplicate groups. They flatter: the attacks are drawn as in training.
\`npm run evaluate:liveness\` measures attacks made in another way.

- area under the curve ${validation.auc.all?.toFixed(4)}; screens ${validation.auc.screen?.toFixed(4)}, paper ${validation.auc.paper?.toFixed(4)}
- at a score of 0.5: screens called live ${percent(validation.attackCalledLive.screen)}, paper called live ${percent(validation.attackCalledLive.paper)}, live called attack ${percent(validation.liveCalledAttack)}
- untouched held-out photos called attack: ${percent(validation.photos.calledAttack)} of ${validation.photos.faces}
`;
}
