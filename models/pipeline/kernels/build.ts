/** The builds of the kernels: with fused multiply-add where the browser has relaxed SIMD, without it elsewhere. */
export type KernelBuild = 'relaxed' | 'simd';

/** A module whose one function is `f32x4.relaxed_madd` of three zeros. */
const RELAXED = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 20, 1, 18, 0],
  ...[65, 0, 253, 17, 65, 0, 253, 17, 65, 0, 253, 17, 253, 133, 2, 26, 11],
);

/** The build that this browser, or Node, can run. */
export function kernelBuild(): KernelBuild {
  return WebAssembly.validate(RELAXED) ? 'relaxed' : 'simd';
}

/** Where its file is, below `models`. */
export function kernelFile(build: KernelBuild = kernelBuild()): string {
  return `kernels/${build}.wasm`;
}
