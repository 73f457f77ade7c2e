import { startWasm } from '../../pipeline/backend.ts';
import { loadModel } from '../../pipeline/load.ts';
import { readModelFrom, WASM_FOLDER } from '../dataset/packages.ts';
import { type Architecture, FIRST_CHANNELS, type Head } from './architecture.ts';

/** The constants of a head in a graph: [.., channels, outputs] and [outputs]. */
export interface HeadNames {
  matrix: string;
  bias: string;
}

/**
 * The weights of a model that `exportBlocks` wrote into a folder, in the flat vector that training uses.
 *
 * @param folder the model's
 * @param heads names of the heads to read too, in the architecture's order; none reads the blocks alone
 * @throws when the folder's graph is of another architecture
 */
export async function exportedWeights(
  architecture: Architecture,
  folder: string,
  heads: readonly HeadNames[],
): Promise<Float32Array<ArrayBuffer>> {
  await startWasm(WASM_FOLDER, 1);
  // The reader answers for the folder itself, by whatever name.
  const model = await loadModel(readModelFrom(folder), { folder: 'model', json: 'model.json' });
  const weights = new Float32Array(architecture.total);
  const read = async (name: string, length: number) => {
    const values = await model.weights[name]?.[0]?.data();
    if (values?.length === length) return values;
    throw new Error(`${folder} has no ${name} of ${length} numbers: it is of another architecture`);
  };
  const put = async (name: string, at: number, length: number) => weights.set(await read(name, length), at);
  const putHead = async ({ matrix, bias, channels, outputs, columns }: Head, names: HeadNames) => {
    await put(names.bias, bias, outputs);
    (await read(names.matrix, channels * outputs)).forEach((value, at) => {
      weights[matrix + Math.floor(at / outputs) * columns + (at % outputs)] = value;
    });
  };
  try {
    await put('first/filter', architecture.first, 75 * FIRST_CHANNELS);
    await put('first/bias', architecture.firstBias, FIRST_CHANNELS);
    for (const [i, { inputs, outputs, depthwise, pointwise, bias }] of architecture.blocks.entries()) {
      await put(`block${i + 1}/depthwise/filter`, depthwise, 9 * inputs);
      await put(`block${i + 1}/pointwise/filter`, pointwise, inputs * outputs);
      await put(`block${i + 1}/pointwise/bias`, bias, outputs);
    }
    for (const [k, names] of heads.entries()) await putHead(architecture.heads[k]!, names);
  } finally {
    model.dispose();
  }
  return weights;
}
