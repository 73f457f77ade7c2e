import { startWasm } from '../../pipeline/backend.ts';
import { loadModel, type ReadModelFile } from '../../pipeline/load.ts';
import type { Random } from '../common/random.ts';
import { readHumanModel, WASM_FOLDER } from '../dataset/packages.ts';
import { Arena } from '../kernels/kernels.ts';
import type { Architecture, Layer } from './architecture.ts';
import { BN_EPSILON, Network } from './network.ts';
import { DENSE_COLUMNS, initialParameters } from './parameters.ts';

/** What the starting weights are, for the manifest. */
export const FACE_NET = 'HSE-FaceRes of npm @vladmandic/human';

/** One layer, batch norm folded in: before ReLU6 it answers `filter` ∗ input + `bias`. */
interface FoldedLayer {
  /** [3·3·in, out], [3·3, channels] or [in, out]. */
  filter: Float32Array;
  bias: Float64Array;
}

/** The layers of a MobileNet, by ours; the first takes pixels as ours does. */
export type FaceNet = (layer: Layer) => FoldedLayer;

/** The dense layer of a net: [channels, answers] and [answers]. */
export interface DenseLayer {
  matrix: Float32Array;
  bias: Float32Array;
}

/** What the published net takes off pixels from 0 to 255, which it gets in the order blue, green, red. */
const MEAN = [103.939, 116.779, 123.68] as const;
const HALF_WHITE = 127.5;

/**
 * MobileNet (Howard et al. 2017) that learnt to tell faces apart on VGGFace2, then to guess ages (Savchenko 2019,
 * doi 10.7717/peerj-cs.197). It looks at what a mask hides, and its layers are shaped as ours.
 */
export async function readFaceNet(): Promise<FaceNet> {
  await startWasm(WASM_FOLDER, 1);
  const model = await loadModel(readHumanModel, { folder: 'faceres', json: 'faceres.json' });
  const values = new Map<string, Float32Array>();
  for (const [name, [tensor]] of Object.entries(model.weights)) {
    values.set(name, Float32Array.from(await tensor!.data()));
  }
  model.dispose();
  const named = (name: string) => {
    const found = values.get(name);
    if (!found) throw new Error(`the face net has no ${name}: it is not HSE-FaceRes`);
    return found;
  };
  return ({ kind, name }) => {
    const block = name.replace(/\D/g, '');
    const own = { first: 'conv1', depthwise: `conv_dw_${block}`, pointwise: `conv_pw_${block}` }[kind];
    const bias = Float64Array.from(named(`${own}_bn/batchnorm_1/sub`));
    if (kind === 'depthwise') {
      const gain = named(`${own}_bn/batchnorm_1/mul`);
      return { filter: named(`${own}/depthwise_kernel`).map((w, i) => w * gain[i % gain.length]!), bias };
    }
    const filter = named(`${own}/convolution/merged_input`);
    return kind === 'first' ? forOurPixels(filter, bias) : { filter, bias };
  };
}

/**
 * A mask model as it ships, to be trained on.
 *
 * @param read its files, as the pipeline reads them
 */
export async function readMaskNet(read: ReadModelFile): Promise<{ layers: FaceNet; dense: DenseLayer }> {
  await startWasm(WASM_FOLDER, 1);
  const model = await loadModel(read, { folder: 'mask', json: 'model.json' });
  const values = new Map<string, Float32Array>();
  for (const [name, [tensor]] of Object.entries(model.weights)) {
    if (tensor!.dtype === 'float32') values.set(name, Float32Array.from(await tensor!.data()));
  }
  model.dispose();
  const named = (name: string) => {
    const found = values.get(name);
    if (!found) throw new Error(`the mask model has no ${name}: it is of another architecture`);
    return found;
  };
  return {
    layers: ({ name }) => ({
      filter: named(`${name}/filter`),
      bias: Float64Array.from(named(`${name}/bias`)),
    }),
    dense: { matrix: named('dense/matrix'), bias: named('dense/bias') },
  };
}

/** The first layer for red, green and blue from -1 to 1. */
function forOurPixels(filter: Float32Array, published: Float64Array): FoldedLayer {
  const ours = new Float32Array(filter.length);
  const bias = published.slice();
  for (let i = 0; i < filter.length; i++) {
    const [row, output] = [Math.floor(i / bias.length), i % bias.length];
    const colour = row % 3;
    const weight = filter[(row - colour + 2 - colour) * bias.length + output]!;
    ours[i] = weight * HALF_WHITE;
    bias[output]! += weight * (HALF_WHITE - MEAN[2 - colour]!);
  }
  return { filter: ours, bias };
}

/**
 * Weights to start from: the face net's filters, and batch norm that makes each layer answer `images` as the face
 * net would. Of a layer that is wider there, the outputs with the longest filters are taken.
 *
 * @param images a batch as in training, [batch, size, size, 3] from -1 to 1
 * @param dense drawn at random if not given
 */
export function pretrainedParameters(
  kernels: WebAssembly.Module,
  architecture: Architecture,
  faceNet: FaceNet,
  images: Float32Array,
  random: Random,
  dense?: DenseLayer,
): Float32Array<ArrayBuffer> {
  const arena = new Arena(kernels);
  const network = new Network(arena, architecture, images.length / (architecture.size ** 2 * 3));
  const { layout } = network;
  arena.view(network.images, images.length).set(images);
  const weights = arena.view(network.weights, layout.total);
  weights.set(initialParameters(layout, random));
  const seen = new Float32Array(layout.statistics);
  let inputs: number[] = [0, 1, 2];
  for (const { shaped, filter, scale, statistics } of layout.layers) {
    const { layer, outChannels } = shaped;
    const folded = faceNet(layer);
    const wide = folded.bias.length;
    const outputs = layer.kind === 'depthwise' ? inputs : longest(folded.filter, wide, outChannels);
    const rows =
      layer.kind === 'pointwise' ? inputs : Array.from({ length: folded.filter.length / wide }, (_, i) => i);
    for (const [r, row] of rows.entries()) {
      for (const [o, output] of outputs.entries()) {
        weights[filter + r * outChannels + o] = folded.filter[row * wide + output]!;
      }
    }
    network.forward();
    network.readStatistics(seen);
    for (const [o, output] of outputs.entries()) {
      weights[scale + o] = Math.sqrt(seen[statistics + outChannels + o]! + BN_EPSILON);
      weights[scale + outChannels + o] = folded.bias[output]! + seen[statistics + o]!;
    }
    inputs = outputs;
  }
  if (dense) {
    const { outputs } = architecture;
    dense.matrix.forEach((value, i) => {
      weights[layout.dense + Math.floor(i / outputs) * DENSE_COLUMNS + (i % outputs)] = value;
    });
    weights.set(dense.bias, layout.denseBias);
  }
  return weights.slice();
}

/** The `count` outputs whose filters are longest, in their order. @param filter [rows, wide] */
function longest(filter: Float32Array, wide: number, count: number): number[] {
  const squares = new Float64Array(wide);
  filter.forEach((w, i) => {
    squares[i % wide]! += w * w;
  });
  const order = Array.from(squares.keys()).sort((a, b) => squares[b]! - squares[a]!);
  return order.slice(0, count).sort((a, b) => a - b);
}
