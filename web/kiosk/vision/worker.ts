/**
 * The vision worker: owns TF.js, the models and the camera's frames, so that the page stays free to draw.
 * Messages are in protocol.ts. Frames that come while one is in work are dropped by the track's stream
 * (it keeps one), so the newest wins.
 */
import { startRegistered, startWasm } from '../../../models/pipeline/backend.ts';
import type { Backend, BackendName } from '../../../models/pipeline/backend-name.ts';
import { frameFromRgba } from '../../../models/pipeline/frame.ts';
import { VisionPipeline } from '../../../models/pipeline/pipeline.ts';
import { pictureState } from './picture-state.ts';
import { PixelReader } from './pixels.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

const pixels = new PixelReader();
let pipeline: VisionPipeline | null = null;
let reading: ReadableStreamDefaultReader<VideoFrame> | null = null;
/** Single frames and live frames share the pipeline's buffers: they take turns. */
let turn: Promise<unknown> = Promise.resolve();

const send = (message: FromWorker) => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case 'start':
      void start(data.backend, data.threads);
      break;
    case 'track':
      void readTrack(data.frames);
      break;
    case 'stop':
      void stopReading();
      break;
    case 'frame':
      void observeBitmap(data.number, data.bitmap);
      break;
  }
};

async function start(name: BackendName, threads: number): Promise<void> {
  try {
    const begin = performance.now();
    const backend = await startBackend(name, threads);
    pipeline = await VisionPipeline.load(fetchModelFile);
    // The first run compiles and allocates; a visitor should not wait for it.
    await pipeline.warmUp(frameFromRgba(new Uint8Array(64 * 48 * 4), 64, 48));
    const warmupMs = performance.now() - begin;
    send({ type: 'ready', backend, modelVersion: pipeline.modelVersion, warmupMs });
  } catch (error) {
    send({ type: 'failed', message: messageOf(error) });
  }
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

async function readTrack(frames: ReadableStream<VideoFrame>): Promise<void> {
  await stopReading();
  const reader = frames.getReader();
  reading = reader;
  try {
    for (;;) {
      const { done, value: video } = await reader.read();
      if (done || !video) break;
      try {
        await takeTurn(() => observeVideo(video));
      } finally {
        video.close();
      }
    }
    if (reading === reader) send({ type: 'track-ended', message: 'the camera stopped sending' });
  } catch (error) {
    if (reading === reader) send({ type: 'track-ended', message: messageOf(error) });
  } finally {
    if (reading === reader) reading = null;
  }
}

async function stopReading(): Promise<void> {
  const reader = reading;
  reading = null;
  await reader?.cancel().catch(() => {
    // A stream that failed already has nothing to cancel.
  });
}

async function observeVideo(video: VideoFrame): Promise<void> {
  if (!pipeline) return;
  const begin = performance.now();
  const frame = await pixels.read(video);
  const picture = pictureState(frame);
  const observation = await pipeline.observe(frame);
  const ms = performance.now() - begin;
  send({ type: 'observation', observation, timestamp: video.timestamp / 1000, ms, picture });
}

async function observeBitmap(number: number, bitmap: ImageBitmap): Promise<void> {
  try {
    const ready = pipeline;
    if (!ready) throw new Error('the models are not loaded yet');
    await takeTurn(async () => {
      const begin = performance.now();
      const observation = await ready.observe(pixels.readBitmap(bitmap));
      send({ type: 'frame', number, observation, ms: performance.now() - begin });
    });
  } catch (error) {
    send({ type: 'frame-failed', number, message: messageOf(error) });
  } finally {
    bitmap.close();
  }
}

function takeTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
