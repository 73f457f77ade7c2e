import { LABELS } from '../../pipeline/labels.ts';
import { sourceRow } from '../common/card.ts';
import type { BoxComparison, DetectorFigures, Recall } from './figures.ts';

/** What the card needs of a manifest. */
export interface FaceCard {
  version: string;
  sha256: string;
  input: { width: number; height: number };
  minScore: number;
  cost: { multiplyAdds: number; weights: number };
  training: {
    steps: number;
    stepsDone: number;
    batch: number;
    seed: number;
    gitRevision: string;
    /** The source that `heldOut` was measured on, if one was left out. */
    leaveOut: string | null;
    /** The detector that it went on from, and all steps that had led to that one. */
    wentOnFrom?: string;
    stepsBefore?: number;
    sources: Record<string, { photos: number; faces: number }>;
  };
  heldOut: {
    photos: number;
    own: DetectorFigures;
    others: Record<string, DetectorFigures>;
    boxesAgainstBlazefaceBack: BoxComparison;
  };
}

/** The generated part of the detector's card. */
export function faceCard({ version, sha256, input, minScore, cost, training, heldOut }: FaceCard): string {
  const rows = Object.entries({ [version]: heldOut.own, ...heldOut.others }).map(
    ([name, { composed, fitted, faceless }]) =>
      `| ${name} | ${shares(composed)} | ${shares(fitted)} | ${(faceless.falseFaces / faceless.images).toFixed(3)} |`,
  );
  const sources = Object.entries(training.sources).map(([source, { photos, faces }]) =>
    sourceRow(source, photos, faces),
  );
  const { faces, dx, dy, size } = heldOut.boxesAgainstBlazefaceBack;
  return `# Face detector ${version}

A camera frame in, faces out: box (nearly square, brows to chin), eyes, nose, mouth, score. Found with a mask too.
Input ${input.width}×${input.height} RGB (v / 127.5 − 1), ${input.height}×${input.width} for what stands; ${cost.weights} weights, ${(cost.multiplyAdds / 1e6).toFixed(1)} M
multiply-adds. Shown from score ${minScore} on. SHA-256 of face.bin: \`${sha256}\`.

## Training

It starts from the weights of BlazeFace short range by Google (MediaPipe, Apache 2.0, npm \`@mediapipe/face_detection\`);
all of them are trained on. ${training.wentOnFrom ? `After ${training.stepsBefore} steps it was ${training.wentOnFrom}; this run goes on from that. ` : ''}${training.stepsDone} of ${training.steps} steps of ${training.batch} composed scenes, seed ${training.seed}, code
${training.gitRevision}: \`npm run train:face\`. A face counts where YuNet and another detector agree, and where people say that
one is there: each face that they boxed, and the largest of a photo with a label. What else one alone saw is neither taught nor
counted as wrong.

| source | repository | licence stated | photos | faces |
|---|---|---|--:|--:|
${sources.join('\n')}

The photos were collected from the web by their publishers and have no clear rights; they are not in this
repository, only weights are.

## Held out

${heldOut.photos} photos ${training.leaveOut ? `of ${training.leaveOut}, which was left out` : 'of near-duplicate groups that were not learnt from'}, in 640×480: share of the largest faces (80 pixels
and more) that were found, worn right / bare / worn wrong. 'Composed': at a random size of 80 to 300 pixels before a
random background. 'Fitted': the photo as large as it goes. Such figures flatter: sources that were not learnt from
do worse. The last column is false faces an image on composed frames without a face.

| detector | composed | fitted | false faces |
|---|---|---|--:|
${rows.join('\n')}

Faces counted: composed ${counts(heldOut.own.composed)}, fitted ${counts(heldOut.own.fitted)}. Against the 256 px BlazeFace, on ${faces} faces that
both find, the median box lies ${percent(dx)} of its side to the right, ${percent(dy)} lower, and is ${size.toFixed(3)} times as large.
`;
}

function shares(recall: Recall): string {
  return LABELS.map((label) => {
    const { faces, found } = recall[label];
    return faces === 0 ? 'none' : (found / faces).toFixed(3);
  }).join(' / ');
}

function counts(recall: Recall): string {
  return LABELS.map((label) => recall[label].faces).join(' / ');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
