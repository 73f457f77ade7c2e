import { startRegistered, startWasm } from '../../../models/pipeline/backend.ts';
import type { Backend, BackendName } from '../../../models/pipeline/backend-name.ts';
import { DETECTOR } from '../../../models/pipeline/detector.ts';
import { FaceFollower } from '../../../models/pipeline/follow.ts';
import { VisionPipeline } from '../../../models/pipeline/pipeline.ts';
import { sampleFrame } from '../../../models/pipeline/self-test.ts';

/** A backend with the models on it, warmed up. */
export interface Engine {
  backend: Backend;
  pipeline: VisionPipeline;
  follower: FaceFollower;
}

/** Starts a backend and loads the models, whose files come over the network while it compiles. */
export async function startEngine(name: BackendName, threads: number): Promise<Engine> {
  const files = new Map<string, Promise<ArrayBuffer>>();
  const read = (path: string): Promise<ArrayBuffer> => {
    const file = files.get(path) ?? fetchModelFile(path);
    files.delete(path);
    return file;
  };
  for (const path of VisionPipeline.files(DETECTOR)) {
    const file = fetchModelFile(path);
    // Whoever reads it sees the error; until then nobody does.
    file.catch(() => undefined);
    files.set(path, file);
  }
  const backend = await startBackend(name, threads);
  const pipeline = await VisionPipeline.load(read, DETECTOR);
  // The first run compiles and allocates; a visitor should not wait for it.
  await pipeline.warmUp(sampleFrame());
  return { backend, pipeline, follower: new FaceFollower(pipeline) };
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

async function fetchModelFile(path: string): Promise<ArrayBuffer> {
  const response = await fetch(`/models/${path}`);
  if (!response.ok) throw new Error(`/models/${path} answered ${response.status}: build the pages again`);
  return response.arrayBuffer();
}
