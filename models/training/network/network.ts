import type { Arena, Pointer } from '../kernels/kernels.ts';
import type { Architecture } from './architecture.ts';
import { DENSE_COLUMNS, type LayerPlace, type Layout, layOut } from './parameters.ts';

/** Memory of one layer: what batch norm gets and gives, its batch statistics, and the images padded. */
interface LayerBuffers {
  place: LayerPlace;
  /** Output of the convolution, and after batch norm and ReLU6: [batch, side, side, channels]. */
  raw: Pointer;
  out: Pointer;
  statistics: Pointer;
  /** Padded inputs of a depthwise layer, or unrolled windows of the first. */
  input: Pointer;
}

/**
 * Forward and backward pass of an `Architecture` over a fixed batch, by the SIMD kernels. Buffers are reserved
 * once; a step allocates nothing.
 */
export class Network {
  readonly layout: Layout;
  readonly weights: Pointer;
  readonly gradient: Pointer;
  /** Input images [batch, size, size, 3], RGB from -1 to 1. */
  readonly images: Pointer;
  /** [batch, 8], of which the architecture's answers count; `backward` reads their gradient from `logitGradient`. */
  readonly logits: Pointer;
  readonly logitGradient: Pointer;
  readonly batch: number;
  /** Side of the images in pixels. */
  readonly size: number;
  readonly #arena: Arena;
  readonly #layers: LayerBuffers[];
  readonly #pooled: Pointer;
  readonly #pooledGradient: Pointer;
  /** Gradients of a layer's output and input change places from layer to layer. */
  readonly #flows: [Pointer, Pointer];
  /** One padded image, and a transposed or flipped filter. */
  readonly #padded: Pointer;
  readonly #filter: Pointer;

  /** @param other a network of the same layers, perhaps of another size, whose weights and gradients it shares */
  constructor(arena: Arena, architecture: Architecture, batch: number, other?: Network) {
    this.#arena = arena;
    this.batch = batch;
    this.size = architecture.size;
    this.layout = layOut(architecture);
    this.weights = other?.weights ?? arena.floats(this.layout.total);
    this.gradient = other?.gradient ?? arena.floats(this.layout.total);
    this.images = arena.floats(batch * architecture.size ** 2 * 3);
    this.#layers = this.layout.layers.map((place) => {
      const { layer, inSide, inChannels, outSide, outChannels } = place.shaped;
      const outputs = batch * outSide ** 2 * outChannels;
      const inputs =
        layer.kind === 'depthwise'
          ? batch * (inSide + 2) ** 2 * inChannels
          : layer.kind === 'first'
            ? batch * outSide ** 2 * 28
            : 0;
      return {
        place,
        raw: arena.floats(outputs),
        out: arena.floats(outputs),
        statistics: arena.floats(3 * outChannels),
        input: arena.floats(inputs),
      };
    });
    const largest = Math.max(...this.layout.layers.map(({ shaped: s }) => s.outSide ** 2 * s.outChannels));
    this.#flows = [arena.floats(batch * largest), arena.floats(batch * largest)];
    this.#padded = arena.floats(
      Math.max(...this.layout.layers.map(({ shaped: s }) => (s.inSide + 2) ** 2 * s.inChannels)),
    );
    this.#filter = arena.floats(
      Math.max(...this.layout.layers.map(({ shaped: s }) => s.inChannels * s.outChannels)),
    );
    const channels = this.layout.layers.at(-1)!.shaped.outChannels;
    this.#pooled = arena.floats(batch * channels);
    this.#pooledGradient = arena.floats(batch * channels);
    this.logits = arena.floats(batch * DENSE_COLUMNS);
    this.logitGradient = arena.floats(batch * DENSE_COLUMNS);
  }

  /** @param running fixed statistics for batch norm (see `Layout`); without them, those of the batch */
  forward(running?: Float32Array): void {
    const { kernels } = this.#arena;
    let input = this.images;
    for (const layer of this.#layers) {
      const { shaped, scale } = layer.place;
      const rows = this.batch * shaped.outSide ** 2;
      this.#convolve(layer, input);
      if (running) this.#useStatistics(layer, running);
      else kernels.bnStatistics(layer.raw, layer.statistics, rows, shaped.outChannels);
      kernels.bnForward(
        layer.raw,
        layer.statistics,
        this.weights + 4 * scale,
        layer.out,
        rows,
        shaped.outChannels,
      );
      input = layer.out;
    }
    const { outSide, outChannels } = this.#layers.at(-1)!.place.shaped;
    kernels.averagePool(input, this.#pooled, this.batch, outSide ** 2, outChannels);
    const bias = this.#arena.view(this.weights + 4 * this.layout.denseBias, DENSE_COLUMNS);
    const logits = this.#arena.view(this.logits, this.batch * DENSE_COLUMNS);
    for (let i = 0; i < this.batch; i++) logits.set(bias, i * DENSE_COLUMNS);
    const dense = this.weights + 4 * this.layout.dense;
    kernels.gemm(this.#pooled, outChannels, 1, dense, this.logits, this.batch, outChannels, DENSE_COLUMNS, 1);
  }

  /** After `forward` on batch statistics: fills `gradient` from `logitGradient`. */
  backward(): void {
    const { kernels } = this.#arena;
    const { layout, batch } = this;
    this.#arena.view(this.gradient, layout.total).fill(0);
    const { outSide, outChannels } = this.#layers.at(-1)!.place.shaped;
    const bias = this.#arena.view(this.gradient + 4 * layout.denseBias, DENSE_COLUMNS);
    this.#arena.view(this.logitGradient, batch * DENSE_COLUMNS).forEach((g, i) => {
      bias[i % DENSE_COLUMNS]! += g;
    });
    const dense = this.gradient + 4 * layout.dense;
    kernels.gemm(
      this.#pooled,
      1,
      outChannels,
      this.logitGradient,
      dense,
      outChannels,
      batch,
      DENSE_COLUMNS,
      1,
    );
    kernels.transpose(this.weights + 4 * layout.dense, this.#filter, outChannels, DENSE_COLUMNS);
    kernels.gemm(
      this.logitGradient,
      DENSE_COLUMNS,
      1,
      this.#filter,
      this.#pooledGradient,
      batch,
      DENSE_COLUMNS,
      outChannels,
      0,
    );
    let [flow, other] = this.#flows;
    kernels.averagePoolInput(this.#pooledGradient, flow, batch, outSide ** 2, outChannels);
    for (let i = this.#layers.length - 1; i >= 0; i--) {
      const layer = this.#layers[i]!;
      const { shaped, scale } = layer.place;
      const rows = batch * shaped.outSide ** 2;
      const at = 4 * scale;
      kernels.bnBackward(
        layer.raw,
        layer.out,
        layer.statistics,
        this.weights + at,
        flow,
        this.gradient + at,
        rows,
        shaped.outChannels,
      );
      this.#convolveBackward(layer, this.#layers[i - 1]?.out, flow, other);
      [flow, other] = [other, flow];
    }
  }

  /** Copies the batch's mean and variance of every layer out, in the order of `Layout.statistics`. */
  readStatistics(out: Float32Array): void {
    for (const { place, statistics } of this.#layers) {
      const c = place.shaped.outChannels;
      const view = this.#arena.view(statistics, 3 * c);
      out.set(view.subarray(0, c), place.statistics);
      out.set(view.subarray(2 * c), place.statistics + c);
    }
  }

  #useStatistics({ place, statistics }: LayerBuffers, running: Float32Array): void {
    const c = place.shaped.outChannels;
    const view = this.#arena.view(statistics, 3 * c);
    for (let k = 0; k < c; k++) {
      view[k] = running[place.statistics + k]!;
      view[c + k] = 1 / Math.sqrt(running[place.statistics + c + k]! + BN_EPSILON);
    }
  }

  #convolve({ place, raw, input: buffer }: LayerBuffers, input: Pointer): void {
    const { kernels } = this.#arena;
    const { layer, inSide, inChannels, outSide, outChannels } = place.shaped;
    const filter = this.weights + 4 * place.filter;
    const rows = this.batch * outSide ** 2;
    switch (layer.kind) {
      case 'first':
        for (let n = 0; n < this.batch; n++) {
          kernels.unroll(
            input + 4 * n * inSide ** 2 * 3,
            buffer + 4 * n * outSide ** 2 * 28,
            this.size,
            this.size,
          );
        }
        kernels.gemm(buffer, 28, 1, filter, raw, rows, 28, outChannels, 0);
        return;
      case 'pointwise':
        kernels.gemm(input, inChannels, 1, filter, raw, rows, inChannels, outChannels, 0);
        return;
      case 'depthwise':
        for (let n = 0; n < this.batch; n++) {
          const padded = buffer + 4 * n * (inSide + 2) ** 2 * inChannels;
          const y = raw + 4 * n * outSide ** 2 * outChannels;
          kernels.pad(
            input + 4 * n * inSide ** 2 * inChannels,
            padded,
            inSide,
            inSide,
            inChannels,
            layer.stride === 1 ? 1 : 0,
          );
          kernels.depthwise(padded, filter, y, outSide, outSide, inSide + 2, outChannels, layer.stride);
        }
    }
  }

  /** @param dy gradient of the layer's convolution @param dx where the gradient of its input goes */
  #convolveBackward(
    { place, input: buffer }: LayerBuffers,
    input: Pointer | undefined,
    dy: Pointer,
    dx: Pointer,
  ): void {
    const { kernels } = this.#arena;
    const { layer, inSide, inChannels, outSide, outChannels } = place.shaped;
    const filter = this.weights + 4 * place.filter;
    const dFilter = this.gradient + 4 * place.filter;
    const rows = this.batch * outSide ** 2;
    switch (layer.kind) {
      case 'first':
        kernels.gemm(buffer, 1, 28, dy, dFilter, 28, rows, outChannels, 1);
        return;
      case 'pointwise':
        kernels.gemm(input!, 1, inChannels, dy, dFilter, inChannels, rows, outChannels, 1);
        kernels.transpose(filter, this.#filter, inChannels, outChannels);
        kernels.gemm(dy, outChannels, 1, this.#filter, dx, rows, outChannels, inChannels, 0);
        return;
      case 'depthwise': {
        const width = inSide + 2;
        const c = outChannels;
        kernels.flip(filter, this.#filter, c);
        for (let n = 0; n < this.batch; n++) {
          const padded = buffer + 4 * n * width ** 2 * c;
          const g = dy + 4 * n * outSide ** 2 * c;
          const target = dx + 4 * n * inSide ** 2 * c;
          kernels.depthwiseFilter(padded, g, dFilter, outSide, outSide, width, c, layer.stride);
          if (layer.stride === 1) {
            kernels.pad(g, this.#padded, inSide, inSide, c, 1);
            kernels.depthwise(this.#padded, this.#filter, target, inSide, inSide, width, c, 1);
          } else {
            this.#arena.view(this.#padded, width ** 2 * c).fill(0);
            kernels.depthwiseInput(g, filter, this.#padded, outSide, outSide, width, c, 2);
            kernels.unpad(this.#padded, target, inSide, inSide, c, 0);
          }
        }
      }
    }
  }
}

/** The ε under the root of batch norm, here and in `kernels/assembly/batchnorm.ts`. */
export const BN_EPSILON = 1e-3;
