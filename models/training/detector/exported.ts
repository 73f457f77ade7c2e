import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startWasm } from '../../pipeline/backend.ts';
import { loadModel } from '../../pipeline/load.ts';
import { readModelFrom, WASM_FOLDER } from '../dataset/packages.ts';
import { type Architecture, FIRST_CHANNELS } from './architecture.ts';
import { BOX_SCALE, scaleBoxes } from './export.ts';

/** What a detector's manifest tells of how it came about. */
export interface ParentDetector {
  version: string;
  training: { stepsDone: number; stepsBefore?: number; sources: Record<string, unknown> };
}

export async function readParentDetector(folder: string): Promise<ParentDetector> {
  return JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
}

/**
 * The weights that `exportDetector` wrote into a folder, in the flat vector that training uses, boxes as training has them.
 *
 * @throws when the folder's graph is of another architecture
 */
export async function exportedWeights(architecture: Architecture, folder: string): Promise<Float32Array> {
  await startWasm(WASM_FOLDER, 1);
  const model = await loadModel(readModelFrom(folder), { folder: 'face', json: 'model.json' });
  const weights = new Float32Array(architecture.total);
  const put = async (name: string, at: number, length: number) => {
    const values = await model.weights[name]?.[0]?.data();
    if (values?.length !== length) {
      throw new Error(
        `${folder} has no ${name} of ${length} numbers: it is not a detector of this architecture`,
      );
    }
    weights.set(values, at);
  };
  try {
    await put('first/filter', architecture.first, 75 * FIRST_CHANNELS);
    await put('first/bias', architecture.firstBias, FIRST_CHANNELS);
    for (const [i, { inputs, outputs, depthwise, pointwise, bias }] of architecture.blocks.entries()) {
      await put(`block${i + 1}/depthwise/filter`, depthwise, 9 * inputs);
      await put(`block${i + 1}/pointwise/filter`, pointwise, inputs * outputs);
      await put(`block${i + 1}/pointwise/bias`, bias, outputs);
    }
    for (const [k, name] of ['fine', 'coarse'].entries()) {
      const { matrix, bias, channels, columns } = architecture.heads[k]!;
      const wanted = model.weights[`${name}/bias`]![0]!.size;
      await put(`${name}/bias`, bias, wanted);
      const values = await model.weights[`${name}/filter`]![0]!.data();
      for (let at = 0; at < channels * wanted; at++) {
        weights[matrix + Math.floor(at / wanted) * columns + (at % wanted)] = values[at]!;
      }
    }
  } finally {
    model.dispose();
  }
  return scaleBoxes(architecture, weights, 1 / BOX_SCALE);
}
