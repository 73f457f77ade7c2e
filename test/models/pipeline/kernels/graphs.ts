import type { io } from '@tensorflow/tfjs-core';
import type { Attribute, GraphNode } from '../../../../models/pipeline/kernels/graph.ts';
import { noise } from '../noise.ts';

/** A net of few operations, as a file of a graph model would say it, with weights by chance. */
export interface SmallNet {
  artifacts: io.ModelArtifacts;
  shape: number[];
}

export type Activation = '' | 'Relu' | 'Relu6';

export interface BlockOptions {
  shape: [images: number, height: number, width: number, channels: number];
  outputs: number;
  stride: 1 | 2;
  activations?: [middle: Activation, last: Activation];
  skip?: boolean;
}

/** Floats from -1 to 1. */
export function floats(length: number, seed: number): Float32Array {
  return Float32Array.from(noise(length, seed), (byte) => byte / 127.5 - 1);
}

const text = (value: string): Attribute => ({ s: btoa(value) });
const list = (...i: number[]): Attribute => ({ list: { i: i.map(String) } });

/** A depthwise and a pointwise convolution; with `skip` the input is added and a ReLU is last, as in the face net. */
export function blockNet({
  shape,
  outputs,
  stride,
  activations = ['', ''],
  skip = false,
}: BlockOptions): SmallNet {
  const channels = shape[3];
  const weights: [string, number[]][] = [];
  const nodes = [
    placeholder(channels),
    fused(
      'FusedDepthwiseConv2dNative',
      'depthwise',
      'x',
      [3, 3, channels, 1],
      stride,
      activations[0],
      weights,
    ),
    fused('_FusedConv2D', 'pointwise', 'depthwise', [1, 1, channels, outputs], 1, activations[1], weights),
  ];
  if (skip) {
    let from = 'x';
    if (stride === 2) {
      const attr = { ksize: list(1, 2, 2, 1), strides: list(1, 2, 2, 1), padding: text('SAME') };
      nodes.push({ name: 'pool', op: 'MaxPool', input: [from], attr });
      from = 'pool';
    }
    if (outputs > channels) {
      nodes.push({ name: 'pads', op: 'Const' }, { name: 'pad', op: 'Pad', input: [from, 'pads'] });
      from = 'pad';
    }
    nodes.push({ name: 'add', op: 'AddV2', input: ['pointwise', from] });
    nodes.push({ name: 'relu', op: 'Relu', input: ['add'] });
  }
  return { artifacts: artifactsOf(nodes, weights, outputs - channels), shape };
}

/** One convolution. */
export function convolutionNet(
  shape: [number, number, number, number],
  size: number,
  outputs: number,
  stride: number,
  activation: Activation,
): SmallNet {
  const weights: [string, number[]][] = [];
  const filter = [size, size, shape[3], outputs];
  const nodes = [placeholder(shape[3]), fused('_FusedConv2D', 'y', 'x', filter, stride, activation, weights)];
  return { artifacts: artifactsOf(nodes, weights, 0), shape };
}

function placeholder(channels: number): GraphNode {
  const dim = [-1, -1, -1, channels].map((size) => ({ size: String(size) }));
  const attr = { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim } } };
  return { name: 'x', op: 'Placeholder', attr: attr as unknown as Record<string, Attribute> };
}

function fused(
  op: string,
  name: string,
  input: string,
  filter: number[],
  stride: number,
  activation: Activation,
  weights: [string, number[]][],
): GraphNode {
  const outputs = op === '_FusedConv2D' ? filter[3]! : filter[2]!;
  weights.push([`${name}/filter`, filter], [`${name}/bias`, [outputs]]);
  const steps = ['BiasAdd', ...(activation ? [activation] : [])];
  return {
    name,
    op,
    input: [input, `${name}/filter`, `${name}/bias`],
    attr: {
      strides: list(1, stride, stride, 1),
      dilations: list(1, 1, 1, 1),
      padding: text('SAME'),
      data_format: text('NHWC'),
      explicit_paddings: { list: {} },
      num_args: { i: '1' },
      epsilon: { f: 0 },
      fused_ops: { list: { s: steps.map((step) => btoa(step)) } },
    },
  };
}

/** @param padded channels that a `Pad` node adds */
function artifactsOf(nodes: GraphNode[], weights: [string, number[]][], padded: number): io.ModelArtifacts {
  const specs: io.WeightsManifestEntry[] = weights.map(([name, shape]) => ({
    name,
    shape,
    dtype: 'float32',
  }));
  const values = weights.flatMap(([, shape], i) => {
    const inputs = shape.length === 1 ? 1 : shape.slice(0, 3).reduce((product, side) => product * side, 1);
    const length = shape.reduce((product, side) => product * side, 1);
    return Array.from(floats(length, i), (value) => (2 * value) / Math.sqrt(inputs));
  });
  const data = new DataView(new ArrayBuffer(4 * values.length + 32));
  for (const [i, value] of values.entries()) data.setFloat32(4 * i, value, true);
  if (nodes.some(({ op }) => op === 'Pad')) {
    specs.push({ name: 'pads', shape: [4, 2], dtype: 'int32' });
    data.setInt32(4 * values.length + 28, padded, true);
  }
  const constants = weights.map(([name]) => ({ name, op: 'Const' }));
  return {
    modelTopology: { node: [...constants, ...nodes], library: {}, versions: { producer: 1 } },
    weightSpecs: specs,
    weightData: data.buffer,
  };
}
