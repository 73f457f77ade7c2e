import { backend, getBackend } from '@tensorflow/tfjs-core';
import { KernelModule } from './assembly.ts';
import { type KernelBuild, kernelBuild, kernelFile } from './build.ts';
import { registerOperations, type WasmBackend } from './operations.ts';

/** Kernels that are registered, which a net may be loaded with. */
export interface Kernels {
  build: KernelBuild;
  /** ms of the clock by which they have to be faster. */
  now: () => number;
}

/**
 * Registers our kernels on the WASM backend that runs, which must be one without threads. Where that can't be, nets run
 * with TF.js' own: nothing is thrown.
 *
 * @param read the module's file, by its path below `models`
 * @returns null in their place, and why
 */
export async function startKernels(
  read: (path: string) => Promise<ArrayBuffer>,
  build: KernelBuild = kernelBuild(),
  now: () => number = () => performance.now(),
): Promise<{ kernels: Kernels | null; reason: string }> {
  try {
    if (getBackend() !== 'wasm') return { kernels: null, reason: `${getBackend()} has its own kernels` };
    const module = await WebAssembly.compile(await read(kernelFile(build)));
    registerOperations(new KernelModule(module, backend() as unknown as WasmBackend));
    return { kernels: { build, now }, reason: '' };
  } catch (error) {
    return { kernels: null, reason: error instanceof Error ? error.message : String(error) };
  }
}
