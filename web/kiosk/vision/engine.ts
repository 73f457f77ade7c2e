import { startRegistered, startWasm } from '../../../models/pipeline/backend.ts';
import type { Backend, BackendName } from '../../../models/pipeline/backend-name.ts';
import { DETECTOR } from '../../../models/pipeline/detector.ts';
import type { FaceDetector } from '../../../models/pipeline/face.ts';
import type { FaceFollower } from '../../../models/pipeline/follow.ts';
import { GATED_FILES, loadGated } from '../../../models/pipeline/gate.ts';
import { kernelFile } from '../../../models/pipeline/kernels/build.ts';
import { type Kernels, startKernels } from '../../../models/pipeline/kernels/start.ts';
import { VisionPipeline } from '../../../models/pipeline/pipeline.ts';
import { sampleFrame } from '../../../models/pipeline/self-test.ts';
import { LumaChange } from './luma-change.ts';
import { ahead, modelReader } from './models.ts';
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

/** All but the mask model: a backend, and the detector on it. */
export interface Prepared {
  backend: Backend;
  kernels: Kernels | null;
  /** Why there are none. */
  reason: string;
  detector: FaceDetector;
}

/** Starts a backend and loads the detector, whose files come over the network while it compiles. */
export async function prepareEngine(name: BackendName, threads: number): Promise<Prepared> {
  const withKernels = name === 'wasm' && threads === 1;
  const read = ahead(modelReader(null), [...DETECTOR.files, ...(withKernels ? [kernelFile()] : [])]);
  const backend = await startBackend(name, threads);
  const { kernels, reason } = withKernels
    ? await startKernels(read)
    : { kernels: null, reason: 'only with WASM and one thread' };
  return { backend, kernels, reason, detector: await DETECTOR.load(read, kernels) };
}

/**
 * Loads the mask model through the gate, and warms all up.
 * @param model the mask model, null for the build's
 * @throws {ModelRefused} when it does not pass
 */
export async function startEngine(prepared: Promise<Prepared>, model: string | null): Promise<Engine> {
  const read = ahead(modelReader(model), GATED_FILES);
  const { backend, kernels, reason, detector } = await prepared;
  const { classifier, reliability } = await loadGated(read, kernels);
  const pipeline = new VisionPipeline(detector, classifier, reliability);
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
