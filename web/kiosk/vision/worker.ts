/**
 * The vision worker: owns TF.js, the models and the camera's frames, so that the page stays free to draw.
 * Messages are in protocol.ts. Frames that come while one is in work are dropped by the track's stream
 * (it keeps one), so the newest wins.
 */
import { memory } from '@tensorflow/tfjs-core';
import type { Frame } from '../../../models/pipeline/frame.ts';
import { GATED_FILES } from '../../../models/pipeline/gate.ts';
import { runSelfTest } from '../../../models/pipeline/self-test.ts';
import type { Sighting } from '../visit/visitor.ts';
import { type Engine, type Prepared, prepareEngine, startEngine } from './engine.ts';
import { failureOf } from './failure.ts';
import { FramePace } from './frame-pace.ts';
import { frameState } from './frame-state.ts';
import { modelReader, readAll } from './models.ts';
import { MovementDetector } from './movement.ts';
import { PixelReader } from './pixels.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { Trial } from './trial.ts';

/** Live frames in a row that may fail before the worker gives itself up. */
const MOST_FAILURES = 3;

const pixels = new PixelReader();
const movement = new MovementDetector();
let begun: { engine: Promise<Prepared>; at: number } | null = null;
let engine: Engine | null = null;
let reading: ReadableStreamDefaultReader<VideoFrame> | null = null;
let failures = 0;
let trial: Trial | null = null;
let spare = false;
const pace = new FramePace();
/** When the last live frame was done, for how long the camera was waited for. */
let doneAt = 0;
/** Single frames and live frames share the pipeline's buffers: they take turns. */
let turn: Promise<unknown> = Promise.resolve();

const send = (message: FromWorker) => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case 'prepare':
      begun = { engine: prepareEngine(data.backend, data.threads), at: performance.now() };
      // The start tells of it; until then nobody asks.
      begun.engine.catch(() => undefined);
      break;
    case 'start':
      void start(data.model);
      break;
    case 'trial':
      void startTrial(data.model);
      break;
    case 'spare':
      spare = data.spare;
      break;
    case 'settled':
      pace.settled = data.settled;
      break;
    case 'track':
      void readTrack(data.frames);
      break;
    case 'live':
      void observeLive(data.bitmap, data.timestamp);
      break;
    case 'turn':
      void takeTurn(async () => {
        if (engine) engine.follower.turn = data.turn;
      });
      break;
    case 'stop':
      void stopReading();
      break;
    case 'frame':
      void observeNumbered(data.number, data.frame, data.at);
      break;
    case 'self_test':
      void selfTest();
      break;
    case 'ping':
      send({ type: 'pong', trial: trial?.figures ?? null });
      break;
  }
};

async function start(model: string | null): Promise<void> {
  try {
    if (!begun) throw new Error('nothing was prepared to start');
    engine = await startEngine(begun.engine, model);
    const { backend, pipeline, kernelReport: kernels } = engine;
    const warmupMs = performance.now() - begun.at;
    send({ type: 'ready', backend, kernels, modelVersion: pipeline.modelVersion, warmupMs });
  } catch (error) {
    fail(error);
  }
}

/**
 * Its files come while frames are judged; made of them it is between two frames, which wait for it: the page asks for it
 * while nobody is there.
 */
async function startTrial(model: string | null): Promise<void> {
  trial?.dispose();
  const own = model === null ? null : new Trial(model);
  trial = own;
  if (own === null) return;
  const read = await readAll(modelReader(model), GATED_FILES).catch((error: unknown) => {
    own.fail(error);
    return null;
  });
  // Another one may have been asked for meanwhile.
  if (read === null) return;
  await takeTurn(async () => {
    if (trial === own) await own.load(read, engine?.kernels ?? null);
  });
}

async function selfTest(): Promise<void> {
  const { backend, pipeline } = ready();
  try {
    send({
      type: 'self_test',
      selfTest: await takeTurn(() => runSelfTest(pipeline, backend.name, backend.threads)),
    });
  } catch (error) {
    fail(error);
  }
}

async function readTrack(frames: ReadableStream<VideoFrame>): Promise<void> {
  await stopReading();
  engine?.follower.reset();
  movement.reset();
  const reader = frames.getReader();
  reading = reader;
  try {
    for (;;) {
      const { done, value: video } = await reader.read();
      if (done || !video) break;
      try {
        if (pace.due(video.timestamp / 1000, engine?.follower.idle ?? true)) {
          await takeTurn(() => observeFrame(video));
        }
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

async function observeLive(bitmap: ImageBitmap, timestamp: number): Promise<void> {
  try {
    await takeTurn(() => observeFrame(bitmap, timestamp));
  } finally {
    bitmap.close();
  }
}

/** A single bad frame is passed over; several in a row, or no memory, end the worker. */
async function observeFrame(source: VideoFrame | ImageBitmap, time?: number): Promise<void> {
  if (!engine) return;
  try {
    const begin = performance.now();
    const timestamp = time ?? (source instanceof VideoFrame ? source.timestamp / 1000 : begin);
    const frame = await readFrame(source);
    const state = frameState(frame);
    const read = performance.now() - begin;
    const observation = await sight(engine, frame, timestamp);
    failures = 0;
    send({ type: 'observation', observation, taken: begin, frame: state, ...cost(begin, read) });
    const judged = engine.newest();
    if (trial && spare && judged?.frame === frame) {
      await trial.frame(judged, performance.now() - begin, begin - doneAt);
    }
    doneAt = performance.now();
  } catch (error) {
    if (++failures >= MOST_FAILURES || failureOf(messageOf(error)) === 'out_of_memory') fail(error);
  }
}

async function observeNumbered(
  number: number,
  source: ImageBitmap | VideoFrame,
  at: number | null,
): Promise<void> {
  try {
    const engine = ready();
    await takeTurn(async () => {
      const begin = performance.now();
      const frame = await readFrame(source);
      const read = performance.now() - begin;
      const observation = at === null ? await engine.pipeline.observe(frame) : await sight(engine, frame, at);
      send({ type: 'frame', number, observation, ...cost(begin, read) });
    });
  } catch (error) {
    send({ type: 'frame-failed', number, message: messageOf(error) });
  } finally {
    source.close();
  }
}

/** Faces, and movement where no face may be. */
async function sight({ follower }: Engine, frame: Frame, at: number): Promise<Sighting> {
  const moves = movement.look(frame, at, follower.turn);
  return { ...(await follower.observe(frame, at)), movement: moves };
}

function readFrame(source: VideoFrame | ImageBitmap): Frame | Promise<Frame> {
  return source instanceof VideoFrame ? pixels.read(source) : pixels.readBitmap(source);
}

function cost(begin: number, read: number) {
  return { ms: performance.now() - begin, pixels: read, tensors: memory().numTensors };
}

function ready(): Engine {
  if (!engine) throw new Error('the models are not loaded yet');
  return engine;
}

function fail(error: unknown): void {
  const message = messageOf(error);
  send({ type: 'failed', message, kind: failureOf(message) });
}

function takeTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
