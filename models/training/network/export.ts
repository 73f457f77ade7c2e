import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Architecture } from './architecture.ts';
import { BN_EPSILON } from './network.ts';
import { DENSE_COLUMNS, type LayerPlace, layOut } from './parameters.ts';

type Attributes = Record<string, unknown>;
interface GraphNode {
  name: string;
  op: string;
  input?: string[];
  attr: Attributes;
}
interface Weight {
  name: string;
  shape: number[];
  values: Float32Array;
}

const text = (value: string) => Buffer.from(value).toString('base64');
const FLOAT = { type: 'DT_FLOAT' };

/**
 * A trained network as a TF.js graph model: batch norm folded into filters and biases
 * (w' = w·γ/√(σ²+ε), b' = β − μ·γ/√(σ²+ε)), each layer one fused op of convolution, bias and ReLU6.
 *
 * @returns `model.json` and the bytes of the one weight file it names
 */
export function exportGraph(
  architecture: Architecture,
  { weights, statistics }: { weights: Float32Array; statistics: Float32Array },
  weightFile = 'mask.bin',
): { json: string; bytes: Uint8Array } {
  const layout = layOut(architecture);
  const { size, outputs } = architecture;
  const dimensions = (...sizes: number[]) => ({ dim: sizes.map((s) => ({ size: `${s}` })) });
  const nodes: GraphNode[] = [
    {
      name: 'image',
      op: 'Placeholder',
      attr: { dtype: FLOAT, shape: { shape: dimensions(-1, size, size, 3) } },
    },
  ];
  const constants: Weight[] = [];
  const constant = (name: string, shape: number[], values: Float32Array) => {
    constants.push({ name, shape, values });
    nodes.push({ name, op: 'Const', attr: { dtype: FLOAT } });
    return name;
  };
  let input = 'image';
  for (const place of layout.layers) {
    const { name, kind } = place.shaped.layer;
    const folded = fold(place, weights, statistics);
    const filter = constant(`${name}/filter`, folded.shape, folded.filter);
    const bias = constant(`${name}/bias`, [place.shaped.outChannels], folded.bias);
    nodes.push({
      name,
      op: kind === 'depthwise' ? 'FusedDepthwiseConv2dNative' : '_FusedConv2D',
      input: [input, filter, bias],
      attr: convolution(place.shaped.inSide / place.shaped.outSide),
    });
    input = name;
  }
  const axes = { name: 'pool/axes', shape: [2], dtype: 'int32' };
  nodes.push({ name: axes.name, op: 'Const', attr: { dtype: { type: 'DT_INT32' } } });
  nodes.push({
    name: 'pool',
    op: 'Mean',
    input: [input, axes.name],
    attr: { T: FLOAT, Tidx: { type: 'DT_INT32' }, keep_dims: { b: false } },
  });
  const channels = layout.layers.at(-1)!.shaped.outChannels;
  const dense = new Float32Array(channels * outputs);
  for (let i = 0; i < dense.length; i++) {
    dense[i] = weights[layout.dense + Math.floor(i / outputs) * DENSE_COLUMNS + (i % outputs)]!;
  }
  const matrix = constant('dense/matrix', [channels, outputs], dense);
  const bias = constant('dense/bias', [outputs], weights.slice(layout.denseBias, layout.denseBias + outputs));
  nodes.push({
    name: 'logits',
    op: '_FusedMatMul',
    input: ['pool', matrix, bias],
    attr: {
      T: FLOAT,
      num_args: { i: '1' },
      fused_ops: { list: { s: [text('BiasAdd')] } },
      epsilon: { f: 0 },
      transpose_a: { b: false },
      transpose_b: { b: false },
    },
  });
  const tensor = (name: string, ...sizes: number[]) => ({
    name: `${name}:0`,
    dtype: 'DT_FLOAT',
    tensorShape: dimensions(...sizes),
  });
  const model = {
    format: 'graph-model',
    generatedBy: 'models/training',
    convertedBy: null,
    signature: {
      inputs: { image: tensor('image', -1, size, size, 3) },
      outputs: { logits: tensor('logits', -1, outputs) },
    },
    modelTopology: { node: nodes, library: {}, versions: { producer: 1 } },
    weightsManifest: [
      {
        paths: [weightFile],
        weights: [...constants.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })), axes],
      },
    ],
  };
  const parts = [...constants.map(({ values }) => values), Int32Array.of(1, 2)];
  const bytes = Buffer.concat(
    parts.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  );
  return { json: `${JSON.stringify(model)}\n`, bytes };
}

/** Writes both files and tells the SHA-256 of the weights. */
export async function writeGraph(
  folder: string,
  graph: { json: string; bytes: Uint8Array },
): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'mask.bin'), graph.bytes);
  await writeFile(join(folder, 'model.json'), graph.json);
  return createHash('sha256').update(graph.bytes).digest('hex');
}

function fold(
  { shaped, filter, scale, statistics: at }: LayerPlace,
  weights: Float32Array,
  statistics: Float32Array,
): { filter: Float32Array; bias: Float32Array; shape: number[] } {
  const { layer, inChannels, outChannels: c } = shaped;
  const gain = new Float32Array(c);
  const bias = new Float32Array(c);
  for (let k = 0; k < c; k++) {
    gain[k] = weights[scale + k]! / Math.sqrt(statistics[at + c + k]! + BN_EPSILON);
    bias[k] = weights[scale + c + k]! - statistics[at + k]! * gain[k]!;
  }
  const rows = layer.kind === 'pointwise' ? inChannels : layer.kind === 'first' ? 27 : 9;
  const folded = new Float32Array(rows * c);
  for (let i = 0; i < folded.length; i++) folded[i] = weights[filter + i]! * gain[i % c]!;
  const shape =
    layer.kind === 'pointwise' ? [1, 1, inChannels, c] : layer.kind === 'first' ? [3, 3, 3, c] : [3, 3, c, 1];
  return { filter: folded, bias, shape };
}

function convolution(stride: number): Attributes {
  return {
    T: FLOAT,
    strides: { list: { i: ['1', `${stride}`, `${stride}`, '1'] } },
    dilations: { list: { i: ['1', '1', '1', '1'] } },
    padding: { s: text('SAME') },
    data_format: { s: text('NHWC') },
    explicit_paddings: { list: {} },
    num_args: { i: '1' },
    epsilon: { f: 0 },
    fused_ops: { list: { s: [text('BiasAdd'), text('Relu6')] } },
  };
}
