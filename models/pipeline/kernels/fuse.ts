import { boundsOf, Graph, type GraphNode, strideOf, type Weight } from './graph.ts';
import { packDepthwise, packPanels } from './pack.ts';

/** The operations that stand for several of TensorFlow's; `operations.ts` runs them. */
export const SEPARABLE_BLOCK = 'SeparableBlock';
export const PACKED_CONVOLUTION = 'PackedConvolution';

export interface FusedGraph {
  nodes: GraphNode[];
  /** All that the nodes read, packed or as it was. */
  weights: Map<string, Weight>;
}

/**
 * The same net in fewer operations: each depthwise convolution, the pointwise one after it and, where there is one, the
 * skip connection from before it to after it with its ReLU become one, and so does every other convolution with its
 * weights packed. What the kernels can't do stays as it is.
 */
export function fuse(nodes: readonly GraphNode[], weights: ReadonlyMap<string, Weight>): FusedGraph {
  const graph = new Graph(nodes, weights);
  const fused = new Map<string, GraphNode>();
  const packed = new Map<string, Weight>();
  const swallowed = new Set<string>();
  for (const node of nodes) {
    if (swallowed.has(node.name)) continue;
    const made = separable(graph, node) ?? convolution(graph, node);
    if (made === undefined) continue;
    fused.set(made.node.name, made.node);
    for (const [name, weight] of made.weights) packed.set(name, weight);
    for (const name of made.swallowed) swallowed.add(name);
  }
  const constants = [...packed.keys()].map((name) => ({ name, op: 'Const' }));
  const kept = nodes.flatMap((node) => fused.get(node.name) ?? (swallowed.has(node.name) ? [] : [node]));
  const read = new Set(kept.flatMap((node) => node.input ?? []));
  const all = [...constants, ...kept.filter(({ name, op }) => op !== 'Const' || read.has(name))];
  const left = new Map([...weights].filter(([name]) => read.has(name)));
  return { nodes: all, weights: new Map([...left, ...packed]) };
}

interface Made {
  node: GraphNode;
  weights: readonly (readonly [name: string, weight: Weight])[];
  /** The nodes that it stands for. */
  swallowed: readonly string[];
}

/** A depthwise convolution with the pointwise one that follows it, and the skip connection around both. */
function separable(graph: Graph, depthwise: GraphNode): Made | undefined {
  if (depthwise.op !== 'FusedDepthwiseConv2dNative') return undefined;
  const pointwise = graph.onlyReader(depthwise, '_FusedConv2D');
  const [filter, bias] = [graph.weight(depthwise, 1), graph.weight(depthwise, 2)];
  if (!pointwise || pointwise.input?.[0] !== depthwise.name || !filter || !bias) return undefined;
  const [stride, middle] = [strideOf(depthwise), boundsOf(depthwise)];
  const [rows, columns, channels = 0, multiplier] = filter.shape;
  if (rows !== 3 || columns !== 3 || multiplier !== 1 || channels % 4 !== 0) return undefined;
  if ((stride !== 1 && stride !== 2) || !middle) return undefined;
  const [panels, plain] = [panelsOf(graph, pointwise, 1), boundsOf(pointwise)];
  if (!panels || !plain || strideOf(pointwise) !== 1) return undefined;
  const skip = plain[0] === Number.NEGATIVE_INFINITY ? skipAround(graph, depthwise, pointwise, stride) : null;
  const last = skip?.relu ?? pointwise;
  const [lower, upper] = skip ? boundsOfRelu : plain;
  const names = [`${last.name}/depthwise/packed`, `${last.name}/pointwise/packed`] as const;
  return {
    node: {
      name: last.name,
      op: SEPARABLE_BLOCK,
      input: [depthwise.input![0]!, ...names],
      attr: {
        stride: { i: stride },
        middleLower: { f: middle[0] },
        middleUpper: { f: middle[1] },
        outputs: { i: panels.outputs },
        skip: { i: skip === null ? 0 : 1 },
        lower: { f: lower },
        upper: { f: upper },
      },
    },
    weights: [
      [names[0], packDepthwise(filter, bias)],
      [names[1], panels.packed],
    ],
    swallowed: [depthwise.name, pointwise.name, ...(skip?.swallowed ?? [])],
  };
}

const boundsOfRelu = [0, Number.POSITIVE_INFINITY] as const;

/**
 * The addition of a block's own input (at stride 2 its maximum of 2×2, with zeros for the channels that are new) and the
 * ReLU after it; null when something else follows.
 */
function skipAround(graph: Graph, depthwise: GraphNode, pointwise: GraphNode, stride: 1 | 2) {
  const add = graph.onlyReader(pointwise, 'AddV2');
  const relu = graph.onlyReader(add, 'Relu');
  if (!add || !relu || add.input?.[0] !== pointwise.name) return null;
  const channels = graph.weight(depthwise, 1)!.shape[2]!;
  const wanted = graph.weight(pointwise, 1)!.shape[3]!;
  if (channels % 8 !== 0) return null;
  const swallowed = [add.name, relu.name];
  let from = graph.input(add, 1);
  let width = wanted;
  if (from?.op === 'Pad') {
    const pads = graph.weight(from, 1)?.data;
    if (pads?.length !== 8 || pads.subarray(0, 7).some((pad) => pad !== 0)) return null;
    width -= pads[7]!;
    swallowed.push(from.name);
    from = graph.input(from, 0);
  }
  if (stride === 2) {
    const size = from?.attr?.ksize?.list?.i?.map(Number).join();
    if (from?.op !== 'MaxPool' || size !== '1,2,2,1' || strideOf(from) !== 2) return null;
    swallowed.push(from.name);
    from = graph.input(from, 0);
  }
  if (from?.name !== depthwise.input![0] || width !== channels) return null;
  // What others read besides has to stay, and then it is no saving to add it here.
  const own = swallowed.slice(2).every((name) => graph.readers(name).length === 1);
  return own ? { relu, swallowed } : null;
}

/** Any other convolution: the first one of a net, and heads. */
function convolution(graph: Graph, node: GraphNode): Made | undefined {
  if (node.op !== '_FusedConv2D') return undefined;
  const size = graph.weight(node, 1)?.shape[0];
  const [panels, bounds, stride] = [size && panelsOf(graph, node, size), boundsOf(node), strideOf(node)];
  if (!panels || !bounds || !stride) return undefined;
  const name = `${node.name}/packed`;
  return {
    node: {
      name: node.name,
      op: PACKED_CONVOLUTION,
      input: [node.input![0]!, name],
      attr: {
        size: { i: size! },
        stride: { i: stride },
        outputs: { i: panels.outputs },
        lower: { f: bounds[0] },
        upper: { f: bounds[1] },
      },
    },
    weights: [[name, panels.packed]],
    swallowed: [node.name],
  };
}

function panelsOf(graph: Graph, node: GraphNode, size: number) {
  const [filter, bias] = [graph.weight(node, 1), graph.weight(node, 2)];
  if (node.input?.length !== 3 || !filter || !bias) return undefined;
  const [rows, columns, , outputs = 0] = filter.shape;
  if (rows !== size || columns !== size || bias.data.length !== outputs) return undefined;
  return { outputs, packed: packPanels(filter, bias) };
}
