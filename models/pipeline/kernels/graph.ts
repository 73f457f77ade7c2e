/** A node of a TensorFlow graph as TF.js' graph models write it; strings of attributes are in base64. */
export interface GraphNode {
  name: string;
  op: string;
  input?: string[];
  attr?: Record<string, Attribute>;
}

export interface Attribute {
  i?: number | string;
  f?: number;
  b?: boolean;
  s?: string;
  list?: { i?: (number | string)[]; s?: string[] };
}

/** A weight by the name of its `Const` node. */
export interface Weight {
  shape: readonly number[];
  data: Float32Array | Int32Array;
}

/** Whom each node of a graph feeds, and its weights. */
export class Graph {
  readonly nodes: readonly GraphNode[];
  readonly #byName: ReadonlyMap<string, GraphNode>;
  readonly #readers = new Map<string, GraphNode[]>();
  readonly #weights: ReadonlyMap<string, Weight>;

  constructor(nodes: readonly GraphNode[], weights: ReadonlyMap<string, Weight>) {
    this.nodes = nodes;
    this.#weights = weights;
    this.#byName = new Map(nodes.map((node) => [node.name, node]));
    for (const node of nodes) {
      for (const name of node.input ?? []) this.#readers.set(name, [...this.readers(name), node]);
    }
  }

  /** The node at an input; undefined where that has no such input. */
  input(node: GraphNode | undefined, at: number): GraphNode | undefined {
    return this.#byName.get(node?.input?.[at] ?? '');
  }

  readers(name: string): readonly GraphNode[] {
    return this.#readers.get(name) ?? [];
  }

  /** The only node that reads this one, when it is of that kind. */
  onlyReader(node: GraphNode | undefined, op: string): GraphNode | undefined {
    const readers = node === undefined ? [] : this.readers(node.name);
    return readers.length === 1 && readers[0]!.op === op ? readers[0] : undefined;
  }

  /** The weight at an input. */
  weight(node: GraphNode, at: number): Weight | undefined {
    return this.#weights.get(node.input?.[at] ?? '');
  }
}

/** What a fused convolution bounds its answers by; undefined where it does more than that after its bias. */
export function boundsOf(node: GraphNode): readonly [lower: number, upper: number] | undefined {
  switch (node.attr?.fused_ops?.list?.s?.map(atob).join()) {
    case 'BiasAdd':
      return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    case 'BiasAdd,Relu':
      return [0, Number.POSITIVE_INFINITY];
    case 'BiasAdd,Relu6':
      return [0, 6];
    default:
      return undefined;
  }
}

/** The stride of a 'SAME' convolution or pool that has the same both ways and leaves no pixel out; undefined for others. */
export function strideOf(node: GraphNode): number | undefined {
  const { strides, dilations, padding, data_format } = node.attr ?? {};
  const [batch, rows, columns, channels] = (strides?.list?.i ?? []).map(Number);
  const dense = (dilations?.list?.i ?? []).every((step) => Number(step) === 1);
  const same = atob(padding?.s ?? '') === 'SAME' && atob(data_format?.s ?? btoa('NHWC')) === 'NHWC';
  return same && dense && batch === 1 && channels === 1 && rows === columns ? rows : undefined;
}
