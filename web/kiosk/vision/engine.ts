import { startRegistered, startWasm } from '../../../models/pipeline/backend.ts';
import type { Backend, BackendName } from '../../../models/pipeline/backend-name.ts';
import { DETECTOR } from '../../../models/pipeline/detector.ts';
import type { FaceFollower } from '../../../models/pipeline/follow.ts';
import { kernelFile } from '../../../models/pipeline/kernels/build.ts';
import { type Kernels, startKernels } from '../../../models/pipeline/kernels/start.ts';
import { VisionPipeline } from '../../../models/pipeline/pipeline.ts';
import { sampleFrame } from '../../../models/pipeline/self-test.ts';
import { LumaChange } from './luma-change.ts';
import { modelReader } from './models.ts';
import { notingFollower } from './noting-follower.ts';
import type { JudgedFaces } from './trial.ts';

/** A backend with the models on it, warmed up. */
export interface Engine {
  backend: Backend;
  pipeline: VisionPipeline;
  kernels: Kernels | null;
  /** What our kernels brought each net, or why they are not used; in words for the health page. */
  kernelReport: string;
  follower: FaceFollower;
  /** What was judged of the newest live frame; null when nothing was. */
  newest(): JudgedFaces | null;
}

/**
 * Starts a backend and loads the models, whose files come over the network while it compiles.
 * @param model the mask model, null for the build's
 */
export async function startEngine(name: BackendName, threads: number, model: string | null): Promise<Engine> {
  const fetchModelFile = modelReader(model);
  const files = new Map<string, Promise<ArrayBuffer>>();
  const read = (path: string): Promise<ArrayBuffer> => {
    const file = files.get(path) ?? fetchModelFile(path);
    files.delete(path);
    return file;
  };
  const withKernels = name === 'wasm' && threads === 1;
  for (const path of [...VisionPipeline.files(DETECTOR), ...(withKernels ? [kernelFile()] : [])]) {
    const file = fetchModelFile(path);
    // Whoever reads it sees the error; until then nobody does.
    file.catch(() => undefined);
    files.set(path, file);
  }
  const backend = await startBackend(name, threads);
  const { kernels, reason } = withKernels
    ? await startKernels(read)
    : { kernels: null, reason: 'only with WASM and one thread' };
  const pipeline = await VisionPipeline.load(read, DETECTOR, kernels);
  // The first run compiles and allocates; a visitor should not wait for it.
  await pipeline.warmUp(sampleFrame());
  const kernelReport = kernels === null ? `not used: ${reason}` : pipeline.kernels;
  return { backend, pipeline, kernels, kernelReport, ...notingFollower(pipeline, new LumaChange()) };
}

async function startBackend(name: BackendName, threads: number): Promise<Backend> {
  switch (name) {
    case 'wasm':
      return startWasm('/wasm/', threads);
    case 'webgl':
      await import('@tensorflow/tfjs-backend-webgl');
      return startRegistered(name);
    case 'webgpu':
      await import('@tensorflow/tfjs-backend-webgpu');
      return startRegistered(name);
  }
}
