import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

type Attributes = Record<string, unknown>;
interface GraphNode {
  name: string;
  op: string;
  input?: string[];
  attr: Attributes;
}
type Values = Float32Array | Int32Array;

const HALVES = { dtype: 'float16', original_dtype: 'float32' };
const FLOAT = { type: 'DT_FLOAT' };
const INTEGER = { type: 'DT_INT32' };

/** A TF.js graph model with its one weight file. */
export interface ExportedGraph {
  json: string;
  bytes: Uint8Array;
  weightFile: string;
}

/** How weights are stored: halves take half the bytes, and TF.js makes single floats of them when it loads. */
export type Precision = 'float32' | 'float16';

/**
 * Writes a TF.js graph model node by node, of the ops that our networks need. Every method returns its node's name.
 */
export class GraphBuilder {
  readonly #nodes: GraphNode[] = [];
  readonly #constants: { name: string; shape: number[]; values: Values }[] = [];
  readonly #precision: Precision;

  constructor(precision: Precision) {
    this.#precision = precision;
  }

  /** @param shape -1 where any size goes in */
  input(name: string, ...shape: number[]): string {
    return this.#node(name, 'Placeholder', undefined, {
      dtype: FLOAT,
      shape: { shape: dimensions(...shape) },
    });
  }

  constant(name: string, shape: number[], values: Values): string {
    this.#constants.push({ name, shape, values });
    return this.#node(name, 'Const', undefined, { dtype: values instanceof Float32Array ? FLOAT : INTEGER });
  }

  /** Convolution, bias and, if given, activation in one op, 'SAME'. @param filter @param bias names of constants */
  convolution(
    name: string,
    kind: 'full' | 'depthwise',
    [input, filter, bias]: [string, string, string],
    stride: number,
    activation?: 'Relu' | 'Relu6',
  ): string {
    return this.#node(
      name,
      kind === 'depthwise' ? 'FusedDepthwiseConv2dNative' : '_FusedConv2D',
      [input, filter, bias],
      {
        T: FLOAT,
        ...windows({ strides: stride }),
        dilations: { list: { i: ['1', '1', '1', '1'] } },
        explicit_paddings: { list: {} },
        num_args: { i: '1' },
        epsilon: { f: 0 },
        fused_ops: { list: { s: ['BiasAdd', ...(activation ? [activation] : [])].map(text) } },
      },
    );
  }

  /** Matrix product and bias. */
  dense(name: string, [input, matrix, bias]: [string, string, string]): string {
    return this.#node(name, '_FusedMatMul', [input, matrix, bias], {
      T: FLOAT,
      num_args: { i: '1' },
      fused_ops: { list: { s: [text('BiasAdd')] } },
      epsilon: { f: 0 },
      transpose_a: { b: false },
      transpose_b: { b: false },
    });
  }

  /** Mean over height and width. */
  globalAverage(name: string, input: string): string {
    const axes = this.constant(`${name}/axes`, [2], Int32Array.of(1, 2));
    return this.#node(name, 'Mean', [input, axes], { T: FLOAT, Tidx: INTEGER, keep_dims: { b: false } });
  }

  /** The largest of each 2×2. */
  maxPool(name: string, input: string): string {
    return this.#node(name, 'MaxPool', [input], { T: FLOAT, ...windows({ ksize: 2, strides: 2 }) });
  }

  /** Adds channels of zeros. */
  padChannels(name: string, input: string, count: number): string {
    const paddings = this.constant(`${name}/paddings`, [4, 2], Int32Array.of(0, 0, 0, 0, 0, 0, 0, count));
    return this.#node(name, 'Pad', [input, paddings], { T: FLOAT, Tpaddings: INTEGER });
  }

  add(name: string, a: string, b: string): string {
    return this.#node(name, 'AddV2', [a, b], { T: FLOAT });
  }

  relu(name: string, input: string): string {
    return this.#node(name, 'Relu', [input], { T: FLOAT });
  }

  /** @param inputs @param outputs names with their shapes */
  build(
    inputs: Record<string, number[]>,
    outputs: Record<string, number[]>,
    weightFile: string,
  ): ExportedGraph {
    const tensors = (of: Record<string, number[]>) =>
      Object.fromEntries(
        Object.entries(of).map(([name, shape]) => [
          name,
          { name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: dimensions(...shape) },
        ]),
      );
    const halves = this.#precision === 'float16';
    const model = {
      format: 'graph-model',
      generatedBy: 'models/training',
      convertedBy: null,
      signature: { inputs: tensors(inputs), outputs: tensors(outputs) },
      modelTopology: { node: this.#nodes, library: {}, versions: { producer: 1 } },
      weightsManifest: [
        {
          paths: [weightFile],
          weights: this.#constants.map(({ name, shape, values }) => ({
            name,
            shape,
            dtype: values instanceof Float32Array ? 'float32' : 'int32',
            ...(halves && values instanceof Float32Array && { quantization: HALVES }),
          })),
        },
      ],
    };
    const bytes = Buffer.concat(
      this.#constants.map(({ values }) => {
        const { buffer, byteOffset, byteLength } =
          halves && values instanceof Float32Array ? Float16Array.from(values) : values;
        return new Uint8Array(buffer, byteOffset, byteLength);
      }),
    );
    return { json: `${JSON.stringify(model)}\n`, bytes, weightFile };
  }

  #node(name: string, op: string, input: string[] | undefined, attr: Attributes): string {
    this.#nodes.push({ name, op, ...(input && { input }), attr });
    return name;
  }
}

/** Writes both files and tells the SHA-256 of the weights. */
export async function writeGraph(folder: string, graph: ExportedGraph): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, graph.weightFile), graph.bytes);
  await writeFile(join(folder, 'model.json'), graph.json);
  return createHash('sha256').update(graph.bytes).digest('hex');
}

/** Attributes of an op that slides a window over height and width, 'SAME'. */
function windows(sizes: Record<string, number>): Attributes {
  return {
    ...Object.fromEntries(
      Object.entries(sizes).map(([name, size]) => [name, { list: { i: ['1', `${size}`, `${size}`, '1'] } }]),
    ),
    padding: { s: text('SAME') },
    data_format: { s: text('NHWC') },
  };
}

function dimensions(...sizes: number[]) {
  return { dim: sizes.map((size) => ({ size: `${size}` })) };
}

function text(value: string): string {
  return Buffer.from(value).toString('base64');
}
