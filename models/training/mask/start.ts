import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Architecture } from '../blazeface/architecture.ts';
import { exportedWeights } from '../blazeface/exported.ts';
import { enliven, publishedBlocks, readShortRange } from '../blazeface/published.ts';
import type { Random } from '../common/random.ts';
import { exportedClassifier } from './export.ts';

/** What a manifest of a mask model or of a face detector tells of how it came about. */
export interface Parent {
  version: string;
  /** Of a mask model only. */
  labels?: readonly string[];
  training: {
    stepsDone: number;
    stepsBefore?: number;
    startedFrom?: string;
    sources: Record<string, unknown>;
  };
}

/** Where a run starts. */
export interface Start {
  weights: Float32Array<ArrayBuffer>;
  parent: Parent;
  /** Whether the parent is a mask model, so that its head is gone on from, too. */
  goesOn: boolean;
}

/** How small a head begins that has learnt nothing: a tenth of what keeps the spread of its inputs. */
const FIRST_HEAD = 0.1;

/** What `--from` says for the weights that the detector itself began with. */
export const PUBLISHED = 'blazeface';

/**
 * The weights of a folder's model: of a mask model all of them, of a face detector its blocks, with a head drawn anew;
 * or, for `PUBLISHED`, BlazeFace's blocks, which have seen none of our photos.
 *
 * @param leaveOut source that must not have been learnt from
 * @throws when the parent has learnt from that source, or is of another architecture
 */
export async function readStart(
  architecture: Architecture,
  folder: string,
  leaveOut: string | undefined,
  random: Random,
): Promise<Start> {
  if (folder === PUBLISHED) {
    const weights = publishedBlocks(architecture, await readShortRange());
    enliven(architecture, weights, random);
    drawHeads(architecture, weights, random);
    return {
      weights,
      parent: { version: PUBLISHED, training: { stepsDone: 0, sources: {} } },
      goesOn: false,
    };
  }
  const parent = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Parent;
  if (leaveOut && parent.training.sources[leaveOut]) {
    throw new Error(
      `${parent.version} has learnt from ${leaveOut}: leaving it out now would judge nothing; start from ` +
        `--from ${PUBLISHED}, or from a detector that left it out, too (npm run train:face -- --leave-out ${leaveOut})`,
    );
  }
  const goesOn = parent.labels !== undefined;
  if (goesOn) return { weights: await exportedClassifier(architecture, folder), parent, goesOn };
  const weights = await exportedWeights(architecture, folder, []);
  drawHeads(architecture, weights, random);
  return { weights, parent, goesOn };
}

function drawHeads({ heads }: Architecture, weights: Float32Array, random: Random): void {
  for (const { matrix, channels, outputs, columns } of heads) {
    for (let i = 0; i < channels; i++) {
      for (let k = 0; k < outputs; k++) {
        weights[matrix + i * columns + k] = (FIRST_HEAD * random.normal()) / Math.sqrt(channels);
      }
    }
  }
}
