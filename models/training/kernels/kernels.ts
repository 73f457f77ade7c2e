import { fileURLToPath } from 'node:url';
import { compileAssembly } from '../common/compile.ts';

/** A place in the module's memory, in bytes. */
export type Pointer = number;

/** The kernels of `assembly/`, where each is described. Sizes are in elements, pointers in bytes. */
export interface Kernels {
  gemm(
    a: Pointer,
    rowStep: number,
    columnStep: number,
    b: Pointer,
    c: Pointer,
    m: number,
    k: number,
    n: number,
    add: 0 | 1,
  ): void;
  transpose(from: Pointer, to: Pointer, m: number, n: number): void;
  pad(from: Pointer, to: Pointer, h: number, w: number, c: number, top: 0 | 1): void;
  unpad(from: Pointer, to: Pointer, h: number, w: number, c: number, top: 0 | 1): void;
  depthwise(
    x: Pointer,
    w: Pointer,
    y: Pointer,
    oh: number,
    ow: number,
    width: number,
    c: number,
    stride: 1 | 2,
  ): void;
  depthwiseInput(
    dy: Pointer,
    w: Pointer,
    dx: Pointer,
    oh: number,
    ow: number,
    width: number,
    c: number,
    stride: 1 | 2,
  ): void;
  depthwiseFilter(
    x: Pointer,
    dy: Pointer,
    dw: Pointer,
    oh: number,
    ow: number,
    width: number,
    c: number,
    stride: 1 | 2,
  ): void;
  flip(w: Pointer, to: Pointer, c: number): void;
  residual(y: Pointer, bias: Pointer, skip: Pointer, m: number, c: number, s: number): void;
  residualInput(y: Pointer, dy: Pointer, dbias: Pointer, m: number, c: number): void;
  passInput(dy: Pointer, dx: Pointer, m: number, c: number, s: number): void;
  maxPool(x: Pointer, y: Pointer, h: number, w: number, c: number): void;
  maxPoolInput(x: Pointer, dy: Pointer, dx: Pointer, h: number, w: number, c: number, s: number): void;
  fillRows(bias: Pointer, y: Pointer, m: number, n: number): void;
  sumRows(y: Pointer, sum: Pointer, m: number, n: number): void;
  unroll5(x: Pointer, rows: Pointer, h: number, w: number): void;
  adam(
    weights: Pointer,
    gradient: Pointer,
    first: Pointer,
    second: Pointer,
    average: Pointer,
    count: number,
    rate: number,
    epsilon: number,
    decay: number,
    keep: number,
  ): void;
}

/** Compiles the AssemblyScript kernels (about a second); the module can be sent to worker threads. */
export async function compileKernels(): Promise<WebAssembly.Module> {
  return new WebAssembly.Module(
    await compileAssembly(fileURLToPath(new URL('./assembly/', import.meta.url))),
  );
}

/** One instance of the kernels and a memory that only grows: what a network reserves lives as long as it. */
export class Arena {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  #next = 1 << 16;

  constructor(module: WebAssembly.Module) {
    this.memory = new WebAssembly.Memory({ initial: 64, maximum: 65536 });
    const abort = () => {
      throw new Error('a kernel aborted');
    };
    const instance = new WebAssembly.Instance(module, { env: { memory: this.memory, abort } });
    this.kernels = instance.exports as unknown as Kernels;
  }

  /** Reserves zeroed floats, aligned to 64 bytes. */
  floats(count: number): Pointer {
    const pointer = this.#next;
    this.#next = (pointer + count * 4 + 63) & ~63;
    const missing = this.#next - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / 65536));
    return pointer;
  }

  /** A view of reserved floats; the next `floats` call may detach it. */
  view(pointer: Pointer, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer as ArrayBuffer, pointer, count);
  }
}
