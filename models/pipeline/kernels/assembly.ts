/** A place in the backend's memory, in bytes. */
export type Pointer = number;

/** What the module exports; sources and descriptions are in `models/training/inference/assembly`. Sizes in elements. */
export interface KernelExports {
  block(
    x: Pointer,
    images: number,
    height: number,
    width: number,
    channels: number,
    stride: number,
    depthwise: Pointer,
    middleLower: number,
    middleUpper: number,
    pointwise: Pointer,
    outputs: number,
    skip: 0 | 1,
    y: Pointer,
    lower: number,
    upper: number,
    scratch: Pointer,
  ): void;
  blockScratch(height: number, width: number, channels: number, stride: number): number;
  convolve(
    x: Pointer,
    images: number,
    height: number,
    width: number,
    channels: number,
    size: number,
    stride: number,
    weights: Pointer,
    outputs: number,
    y: Pointer,
    lower: number,
    upper: number,
    scratch: Pointer,
  ): void;
  convolveScratch(width: number, channels: number, size: number, stride: number): number;
}

/** What the kernels need of TF.js' WASM backend. */
export interface WasmHeap {
  wasm: {
    /** What the binary exports, under emscripten's name for it. */
    asm: { memory: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(pointer: number): void;
  };
}

/** The kernels on the memory of the WASM backend, where the tensors are: nothing is copied. */
export class KernelModule {
  readonly exports: KernelExports;
  readonly #heap: WasmHeap;
  #scratch = { pointer: 0, bytes: 0 };

  /** @throws when the memory is shared by threads, which the module does not ask for, or the module was not compiled for this */
  constructor(module: WebAssembly.Module, heap: WasmHeap) {
    const { memory } = heap.wasm.asm;
    this.exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
    this.#heap = heap;
  }

  /** Bytes that the next call may overwrite; kept, and made anew when more is wanted. */
  scratch(bytes: number): Pointer {
    if (bytes > this.#scratch.bytes) {
      if (this.#scratch.pointer !== 0) this.#heap.wasm._free(this.#scratch.pointer);
      // The sign is emscripten's: above 2 GiB it answers negative numbers.
      this.#scratch = { pointer: this.#heap.wasm._malloc(bytes) >>> 0, bytes };
    }
    return this.#scratch.pointer;
  }
}
