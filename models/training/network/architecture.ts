/** One layer of a classifier; all are 3×3 or 1×1, without bias, followed by batch norm and ReLU6. */
export type Layer =
  | { kind: 'first'; name: string; outputs: number }
  | { kind: 'depthwise'; name: string; stride: 1 | 2 }
  | { kind: 'pointwise'; name: string; outputs: number };

/** A network: what it sees, its layers in order, and the answers of the dense layer after the average pool. */
export interface Architecture {
  /** Side of the square RGB input in pixels; every stride 2 needs an even size. */
  size: number;
  layers: Layer[];
  outputs: number;
}

/** A layer with its shapes: square maps of `side` pixels and `channels`. */
export interface ShapedLayer {
  layer: Layer;
  inSide: number;
  inChannels: number;
  outSide: number;
  outChannels: number;
}

/** Stride of the depthwise part, and channels after the pointwise part, of a separable block. */
type Block = [stride: 1 | 2, channels: number];

/** The first ones are as wide as MobileNet's own, since they start from its weights (`pretrained.ts`). */
const MASK_BLOCKS: Block[] = [
  [1, 64],
  [2, 128],
  [1, 128],
  [2, 256],
  [1, 256],
  [2, 288],
  [1, 384],
];

/**
 * The mask classifier: the first seven of MobileNet's depthwise-separable blocks (Howard et al. 2017, arXiv
 * 1704.04861), since width mattered more than resolution for crops of one face, and where they start from mattered most.
 */
export function maskArchitecture(size = 96): Architecture {
  const layers: Layer[] = [{ kind: 'first', name: 'first', outputs: 32 }];
  MASK_BLOCKS.forEach(([stride, channels], i) => {
    layers.push({ kind: 'depthwise', name: `depthwise${i + 1}`, stride });
    layers.push({ kind: 'pointwise', name: `pointwise${i + 1}`, outputs: channels });
  });
  return { size, layers, outputs: 3 };
}

/**
 * Works the shapes out.
 *
 * @throws when a stride meets an odd size or channels are not a multiple of 8, which the kernels need
 */
export function shapeLayers({ size, layers }: Architecture): ShapedLayer[] {
  let side = size;
  let channels = 3;
  return layers.map((layer) => {
    const stride = layer.kind === 'first' ? 2 : layer.kind === 'depthwise' ? layer.stride : 1;
    const outChannels = layer.kind === 'depthwise' ? channels : layer.outputs;
    if (side % stride !== 0) throw new RangeError(`${layer.name}: stride 2 of an odd size ${side}`);
    if (outChannels % 8 !== 0)
      throw new RangeError(`${layer.name}: ${outChannels} channels, not a multiple of 8`);
    const shaped = { layer, inSide: side, inChannels: channels, outSide: side / stride, outChannels };
    side = shaped.outSide;
    channels = outChannels;
    return shaped;
  });
}

/** Floats of a layer's filter: 3×3×in×out (rows padded to 28 for the first), 3×3×c, or in×out. */
export function filterSize({ layer, inChannels, outChannels }: ShapedLayer): number {
  switch (layer.kind) {
    case 'first':
      return 28 * outChannels;
    case 'depthwise':
      return 9 * outChannels;
    case 'pointwise':
      return inChannels * outChannels;
  }
}

/** Multiply-adds and weights (batch norm folded) of one answer. */
export function cost(architecture: Architecture): { multiplyAdds: number; weights: number } {
  const shaped = shapeLayers(architecture);
  const last = shaped.at(-1)!.outChannels * architecture.outputs;
  return {
    multiplyAdds: shaped.reduce((sum, l) => sum + realFilter(l) * l.outSide ** 2, last),
    weights: shaped.reduce((sum, l) => sum + realFilter(l) + l.outChannels, last + architecture.outputs),
  };
}

function realFilter(shaped: ShapedLayer): number {
  return shaped.layer.kind === 'first' ? 27 * shaped.outChannels : filterSize(shaped);
}
