import type { Arena, Pointer } from '../kernels/kernels.ts';
import {
  type Architecture,
  type Block,
  COARSEST_STRIDE,
  FIRST_CHANNELS,
  FIRST_ROWS,
} from './architecture.ts';

/** Memory of one block, for one image. */
interface BlockBuffers {
  block: Block;
  /** Size of its input and of its output. */
  inHeight: number;
  inWidth: number;
  height: number;
  width: number;
  padded: Pointer;
  filtered: Pointer;
  /** Its input after max pooling, where the stride is 2. */
  pooled: Pointer;
  out: Pointer;
  /** The pointwise matrix transposed, and the depthwise filter flipped, for the way back. */
  transposed: Pointer;
  flipped: Pointer;
}

/** A head's answers [cells, columns] and the gradient that `backward` reads. */
export interface HeadBuffers {
  answers: Pointer;
  gradient: Pointer;
  cells: number;
  across: number;
  transposed: Pointer;
}

/**
 * Forward and backward pass of a BlazeFace, one image at a time, so that all that a pass touches stays near
 * the cache. Without batch norm the images of a batch have nothing in common but the sum of their gradients.
 */
export class Network<A extends Architecture = Architecture> {
  readonly architecture: A;
  readonly width: number;
  readonly height: number;
  readonly weights: Pointer;
  /** Summed over the images since the caller cleared it. */
  readonly gradient: Pointer;
  /** [height, width, 3], RGB from -1 to 1. */
  readonly image: Pointer;
  readonly heads: HeadBuffers[];
  readonly #arena: Arena;
  readonly #windows: Pointer;
  readonly #first: Pointer;
  readonly #blocks: BlockBuffers[];
  readonly #flows: [Pointer, Pointer];
  readonly #middle: Pointer;
  readonly #padded: Pointer;

  /**
   * @param shared a network of the same architecture and arena for another size: both have one memory of weights and gradient
   * @throws when a side of the input is not a multiple of 16
   */
  constructor(arena: Arena, architecture: A, width: number, height: number, shared?: Network<A>) {
    if (width % COARSEST_STRIDE !== 0 || height % COARSEST_STRIDE !== 0) {
      throw new RangeError(`an input of ${width}×${height}: both must be multiples of ${COARSEST_STRIDE}`);
    }
    this.#arena = arena;
    this.architecture = architecture;
    this.width = width;
    this.height = height;
    this.weights = shared?.weights ?? arena.floats(architecture.total);
    this.gradient = shared?.gradient ?? arena.floats(architecture.total);
    this.image = arena.floats(width * height * 3);
    const pixels = (width * height) / 4;
    this.#windows = arena.floats(pixels * FIRST_ROWS);
    this.#first = arena.floats(pixels * FIRST_CHANNELS);
    let [w, h] = [width / 2, height / 2];
    this.#blocks = architecture.blocks.map((block) => {
      const buffers = {
        block,
        inHeight: h,
        inWidth: w,
        height: h / block.stride,
        width: w / block.stride,
        padded: arena.floats((h + 2) * (w + 2) * block.inputs),
        pooled: block.stride === 2 ? arena.floats(((h * w) / 4) * block.inputs) : 0,
        filtered: arena.floats(((h * w) / block.stride ** 2) * block.inputs),
        out: arena.floats(((h * w) / block.stride ** 2) * block.outputs),
        transposed: arena.floats(block.inputs * block.outputs),
        flipped: arena.floats(9 * block.inputs),
      };
      [w, h] = [buffers.width, buffers.height];
      return buffers;
    });
    this.heads = architecture.heads.map(({ block, channels, columns }) => {
      const { width: across, height: down } = this.#blocks[block]!;
      return {
        answers: arena.floats(across * down * columns),
        gradient: arena.floats(across * down * columns),
        cells: across * down,
        across,
        transposed: arena.floats(channels * columns),
      };
    });
    const largest = Math.max(...architecture.blocks.map(({ outputs }, i) => this.#pixels(i) * outputs));
    const flow = Math.max(largest, pixels * FIRST_CHANNELS);
    this.#flows = [arena.floats(flow), arena.floats(flow)];
    this.#middle = arena.floats(flow);
    this.#padded = arena.floats(
      Math.max(...this.#blocks.map((b) => (b.inHeight + 2) * (b.inWidth + 2) * b.block.inputs)),
    );
  }

  forward(): void {
    const { kernels } = this.#arena;
    const { architecture } = this;
    const at = (offset: number) => this.weights + 4 * offset;
    const rows = (this.width * this.height) / 4;
    kernels.unroll5(this.image, this.#windows, this.height, this.width);
    kernels.gemm(
      this.#windows,
      FIRST_ROWS,
      1,
      at(architecture.first),
      this.#first,
      rows,
      FIRST_ROWS,
      FIRST_CHANNELS,
      0,
    );
    kernels.residual(this.#first, at(architecture.firstBias), 0, rows, FIRST_CHANNELS, 0);
    let input = this.#first;
    this.#blocks.forEach((buffers, i) => {
      const { block, inHeight, inWidth, height, width, padded, filtered, out } = buffers;
      const { stride, inputs, outputs } = block;
      kernels.pad(input, padded, inHeight, inWidth, inputs, stride === 1 ? 1 : 0);
      kernels.depthwise(padded, at(block.depthwise), filtered, height, width, inWidth + 2, inputs, stride);
      kernels.gemm(filtered, inputs, 1, at(block.pointwise), out, height * width, inputs, outputs, 0);
      if (stride === 2) kernels.maxPool(input, buffers.pooled, inHeight, inWidth, inputs);
      const skip = stride === 2 ? buffers.pooled : input;
      kernels.residual(out, at(block.bias), skip, height * width, outputs, inputs);
      architecture.heads.forEach((head, k) => {
        if (head.block !== i) return;
        const { answers, cells } = this.heads[k]!;
        kernels.fillRows(at(head.bias), answers, cells, head.columns);
        kernels.gemm(out, outputs, 1, at(head.matrix), answers, cells, outputs, head.columns, 1);
      });
      input = out;
    });
  }

  /** Turns the filters round for `backward`: once after each change of the weights. */
  prepareBackward(): void {
    const { kernels } = this.#arena;
    for (const { block, transposed, flipped } of this.#blocks) {
      kernels.transpose(this.weights + 4 * block.pointwise, transposed, block.inputs, block.outputs);
      kernels.flip(this.weights + 4 * block.depthwise, flipped, block.inputs);
    }
    this.architecture.heads.forEach(({ matrix, channels, columns }, k) => {
      kernels.transpose(this.weights + 4 * matrix, this.heads[k]!.transposed, channels, columns);
    });
  }

  /** After `forward`: adds the image's gradient to `gradient`, from the gradients of the heads' answers. */
  backward(): void {
    const { kernels } = this.#arena;
    const { architecture } = this;
    const at = (offset: number) => this.gradient + 4 * offset;
    let [flow, other] = this.#flows;
    for (let i = this.#blocks.length - 1; i >= 0; i--) {
      const { block, height, width, padded, filtered, out, transposed } = this.#blocks[i]!;
      const { inputs, outputs } = block;
      const rows = height * width;
      architecture.heads.forEach((head, k) => {
        if (head.block !== i) return;
        const { gradient, cells, transposed: matrix } = this.heads[k]!;
        kernels.sumRows(gradient, at(head.bias), cells, head.columns);
        kernels.gemm(out, 1, outputs, gradient, at(head.matrix), outputs, cells, head.columns, 1);
        const last = i === this.#blocks.length - 1 ? 0 : 1;
        kernels.gemm(gradient, head.columns, 1, matrix, flow, cells, head.columns, outputs, last);
      });
      kernels.residualInput(out, flow, at(block.bias), rows, outputs);
      kernels.gemm(filtered, 1, inputs, flow, at(block.pointwise), inputs, rows, outputs, 1);
      kernels.gemm(flow, outputs, 1, transposed, this.#middle, rows, outputs, inputs, 0);
      const paddedWidth = this.#blocks[i]!.inWidth + 2;
      kernels.depthwiseFilter(
        padded,
        this.#middle,
        at(block.depthwise),
        height,
        width,
        paddedWidth,
        inputs,
        block.stride,
      );
      this.#inputGradient(i, flow, other);
      [flow, other] = [other, flow];
    }
    const rows = (this.width * this.height) / 4;
    kernels.residualInput(this.#first, flow, at(architecture.firstBias), rows, FIRST_CHANNELS);
    kernels.gemm(
      this.#windows,
      1,
      FIRST_ROWS,
      flow,
      at(architecture.first),
      FIRST_ROWS,
      rows,
      FIRST_CHANNELS,
      1,
    );
  }

  /** dx of a block: through the depthwise filter, and past the convolutions. */
  #inputGradient(i: number, dy: Pointer, dx: Pointer): void {
    const { kernels } = this.#arena;
    const { block, inHeight, inWidth, height, width, flipped } = this.#blocks[i]!;
    const { stride, inputs, outputs } = block;
    const paddedWidth = inWidth + 2;
    if (stride === 1) {
      kernels.pad(this.#middle, this.#padded, height, width, inputs, 1);
      kernels.depthwise(this.#padded, flipped, dx, height, width, paddedWidth, inputs, 1);
      kernels.passInput(dy, dx, height * width, outputs, inputs);
    } else {
      const filter = this.weights + 4 * block.depthwise;
      this.#arena.view(this.#padded, (inHeight + 2) * paddedWidth * inputs).fill(0);
      kernels.depthwiseInput(this.#middle, filter, this.#padded, height, width, paddedWidth, inputs, 2);
      kernels.unpad(this.#padded, dx, inHeight, inWidth, inputs, 0);
      const input = i === 0 ? this.#first : this.#blocks[i - 1]!.out;
      kernels.maxPoolInput(input, dy, dx, inHeight, inWidth, outputs, inputs);
    }
  }

  #pixels(block: number): number {
    const { height, width } = this.#blocks[block]!;
    return height * width;
  }
}
