import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env, ready, setBackend } from '@tensorflow/tfjs-core';
import type { Backend, BackendName } from './backend-name.ts';

/**
 * Starts the WASM backend.
 *
 * @param path where its .wasm files are, with a slash at the end
 * @param threads what to ask for; TF.js takes at most half of the machine's, and one in Node
 */
export async function startWasm(path: string, threads = 1): Promise<Backend> {
  setWasmPaths(path);
  // With one thread, the binary without threads: it starts faster and needs no workers of its own.
  if (threads === 1) env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  else setThreadsCount(threads);
  await start('wasm', 'this needs WebAssembly with SIMD: use a Chromium of 2021 or later');
  const [simd, threaded] = await Promise.all([
    env().getAsync('WASM_HAS_SIMD_SUPPORT'),
    env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT'),
  ]);
  return { name: 'wasm', threads: simd && threaded ? getThreadsCount() : 1, simd: Boolean(simd) };
}

/** Starts a backend that was loaded and registered by the caller (WebGL, WebGPU). */
export async function startRegistered(name: 'webgl' | 'webgpu'): Promise<Backend> {
  await start(name, `this browser has no working ${name}: leave ?backend= away`);
  return { name, threads: 1, simd: false };
}

async function start(name: BackendName, advice: string): Promise<void> {
  let cause: unknown;
  try {
    if (await setBackend(name)) return await ready();
  } catch (error) {
    cause = error;
  }
  throw new Error(`the ${name} backend could not be started; ${advice}`, { cause });
}
