import { startWasm } from '../../pipeline/backend.ts';
import { loadModel } from '../../pipeline/load.ts';
import { readHumanModel, WASM_FOLDER } from '../dataset/packages.ts';
import { Arena } from '../kernels/kernels.ts';
import type { Random } from '../random.ts';
import type { Architecture, Layer } from './architecture.ts';
import { BN_EPSILON, Network } from './network.ts';
import { initialParameters } from './parameters.ts';

/** What the starting weights are, for the manifest. */
export const FACE_NET = 'HSE-FaceRes of npm @vladmandic/human';

/** One layer as published, batch norm folded in: before ReLU6 it answers `filter` ∗ input + `bias`. */
interface PublishedLayer {
  /** [3,3,in,out], [3,3,channels] or [in,out]. */
  filter: Float32Array;
  bias: Float32Array;
}

/** The layers of a MobileNet, by our names. */
export type FaceNet = (layer: Layer) => PublishedLayer;

/** What the published net takes off pixels from 0 to 255, which it gets in the order blue, green, red. */
const MEAN = [103.939, 116.779, 123.68] as const;

/**
 * MobileNet (Howard et al. 2017) that learnt to tell faces apart on VGGFace2, then to guess ages (Savchenko 2019,
 * doi 10.7717/peerj-cs.197). It looks at what a mask hides, and its layers are shaped as ours.
 */
export async function readFaceNet(): Promise<FaceNet> {
  await startWasm(WASM_FOLDER, 1);
  const model = await loadModel(readHumanModel, 'faceres', 'faceres.json');
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
    const bias = named(`${own}_bn/batchnorm_1/sub`);
    if (kind !== 'depthwise') return { filter: named(`${own}/convolution/merged_input`), bias };
    const gain = named(`${own}_bn/batchnorm_1/mul`);
    const filter = named(`${own}/depthwise_kernel`).map((w, i) => w * gain[i % gain.length]!);
    return { filter, bias };
  };
}

/**
 * Weights to start from: the face net's filters, and batch norm that makes each layer answer `images` as the face
 * net would. Of a layer that is wider there, the outputs with the longest filters are taken. The dense layer is drawn.
 *
 * @param images a batch as in training, [batch, size, size, 3] from -1 to 1
 */
export function pretrainedParameters(
  kernels: WebAssembly.Module,
  architecture: Architecture,
  faceNet: FaceNet,
  images: Float32Array,
  random: Random,
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
    const published = faceNet(layer);
    const wide = published.bias.length;
    const outputs = layer.kind === 'depthwise' ? inputs : longest(published.filter, wide, outChannels);
    const bias = outputs.map((output) => published.bias[output]!);
    for (const [o, output] of outputs.entries()) {
      const put = (row: number, from: number, gain = 1) => {
        weights[filter + row * outChannels + o] = published.filter[from * wide + output]! * gain;
      };
      switch (layer.kind) {
        case 'first':
          for (let row = 0; row < 27; row++) {
            const blueFirst = row - (row % 3) + 2 - (row % 3);
            put(row, blueFirst, 127.5);
            bias[o]! += published.filter[blueFirst * wide + output]! * (127.5 - MEAN[2 - (row % 3)]!);
          }
          put(27, 0, 0);
          break;
        case 'depthwise':
          for (let tap = 0; tap < 9; tap++) put(tap, tap);
          break;
        case 'pointwise':
          for (const [i, input] of inputs.entries()) put(i, input);
      }
    }
    network.forward();
    network.readStatistics(seen);
    for (let o = 0; o < outChannels; o++) {
      weights[scale + o] = Math.sqrt(seen[statistics + outChannels + o]! + BN_EPSILON);
      weights[scale + outChannels + o] = bias[o]! + seen[statistics + o]!;
    }
    inputs = outputs;
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
