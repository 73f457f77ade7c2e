import type { TrialFigures } from '../../../edge-server/contract/models.ts';
import type { Backend } from '../../../models/pipeline/backend-name.ts';
import type { Observation } from '../../../models/pipeline/pipeline.ts';
import type { SelfTest } from '../../../models/pipeline/self-test.ts';
import type { Turn } from '../../../models/pipeline/turn.ts';
import { everyAwake } from '../../shared/awake.ts';
import type { Sighting } from '../visit/visitor.ts';
import { begunWorker } from './begun-worker.ts';
import { BitmapFrames } from './bitmap-frames.ts';
import type { VisionChoice } from './choice.ts';
import { failureOf } from './failure.ts';
import { FrameClock } from './frame-clock.ts';
import type { Failure, FrameCost, FrameState, FromWorker, ToWorker } from './protocol.ts';

/** A live frame as the page gets it. Times in ms. */
export interface LiveFrame extends FrameCost {
  observation: Sighting;
  /** When it was taken, of `performance.now()`: before it was judged, and before it waited for the page. */
  takenAt: number;
  frame: FrameState;
}

/** A frame's answer. */
export interface Judged<Seen> extends FrameCost {
  observation: Seen;
}

export interface VisionReady {
  backend: Backend;
  kernels: string;
  modelVersion: string;
  warmupMs: number;
}

export interface VisionHandlers {
  frame(frame: LiveFrame): void;
  trackEnded(message: string): void;
  /** The worker died or hangs: the owner starts it again. */
  crashed(message: string, kind: Failure): void;
}

/** How long the models may take to load before the page says so: a Pi with a cold SD card needs seconds. */
const START_LIMIT_MS = 60_000;
const FRAME_LIMIT_MS = 30_000;
const PING_MS = 3000;
/** A worker that answers nothing for this long hangs. */
const STALLED_MS = 12_000;
/** ms that a worker has to leave the camera before it is ended. */
const LEAVE_MS = 500;

/** Nothing of it counts any more. It leaves the camera first: frames that were on their way to it had nobody to close them. */
function end(worker: Worker): void {
  worker.onmessage = worker.onerror = worker.onmessageerror = null;
  worker.postMessage({ type: 'stop' } satisfies ToWorker);
  setTimeout(() => worker.terminate(), LEAVE_MS);
}

/** The page's side of the vision worker: owns it from `start()` to `stop()`. */
export class VisionClient {
  readonly #handlers: VisionHandlers;
  readonly #waiting = new Map<number, PromiseWithResolvers<Judged<Observation | Sighting>>>();
  #worker: Worker | null = null;
  #prepared: Worker | null = null;
  #starting: PromiseWithResolvers<VisionReady> | null = null;
  #selfTest: PromiseWithResolvers<SelfTest> | null = null;
  #bitmaps: BitmapFrames | null = null;
  #number = 0;
  #heardAt = 0;
  #clock = new FrameClock();
  #stopPinging: () => void = () => undefined;
  #spare = false;
  #settled = false;
  /** What was counted of the model that is asked beside. */
  trial: TrialFigures | null = null;

  constructor(handlers: VisionHandlers) {
    this.#handlers = handlers;
  }

  /** Has the worker made ready but for the mask model, while it is asked which that is; once for each `start`, with its choice. */
  prepare(choice: VisionChoice): void {
    const worker = begunWorker(choice);
    this.#prepared?.terminate();
    this.#prepared = worker;
    // One that can't be loaded is loaded again by the start, which tells of it.
    worker.onerror = () => {
      worker.terminate();
      if (this.#prepared === worker) this.#prepared = null;
    };
  }

  /**
   * Loads backend and models in a new worker, or in the one that was prepared.
   * @param model the mask model, null for the build's
   * @throws when it can't within a minute
   */
  async start(choice: VisionChoice, model: string | null = null): Promise<VisionReady> {
    const prepared = this.#prepared;
    this.#prepared = null;
    this.stop();
    const worker = prepared ?? begunWorker(choice);
    this.#worker = worker;
    this.#clock = new FrameClock();
    this.#spare = false;
    this.#settled = false;
    this.#starting = Promise.withResolvers();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
    worker.onerror = (event) => this.#fail(event.message || 'the vision worker could not be loaded');
    worker.onmessageerror = () => this.#fail('the vision worker sent what could not be read');
    this.#post({ type: 'start', model });
    const limit = setTimeout(() => this.#fail('the models did not load in time'), START_LIMIT_MS);
    try {
      const ready = await this.#starting.promise;
      this.#heardAt = performance.now();
      this.#stopPinging = everyAwake(PING_MS, () => this.#ping());
      return ready;
    } finally {
      clearTimeout(limit);
    }
  }

  /**
   * Hands a camera track's frames to the worker; only one track at a time. Without `MediaStreamTrackProcessor`
   * the page takes bitmaps of the frames as they are shown, and keeps none back while one is in work.
   */
  watch(track: MediaStreamTrack): void {
    this.unwatch();
    if ('MediaStreamTrackProcessor' in globalThis) {
      // TypeScript's library knows this class in workers only, without `track`.
      const init = { track, maxBufferSize: 1 } as MediaStreamTrackProcessorInit;
      const { readable } = new MediaStreamTrackProcessor(init);
      this.#post({ type: 'track', frames: readable }, [readable]);
    } else {
      this.#bitmaps = new BitmapFrames(track, (bitmap, timestamp) =>
        this.#post({ type: 'live', bitmap, timestamp }, [bitmap]),
      );
      this.#bitmaps.start();
    }
  }

  /** Asks another mask model beside, null for none; its counts are in `trial`. */
  try(model: string | null): void {
    this.trial = null;
    this.#post({ type: 'trial', model });
  }

  /** Whether no visitor is being judged. */
  set spare(spare: boolean) {
    if (spare !== this.#spare) this.#post({ type: 'spare', spare });
    this.#spare = spare;
  }

  /** Whether the visitor was judged: ten live frames a second are enough to see a change. */
  set settled(settled: boolean) {
    if (settled !== this.#settled) this.#post({ type: 'settled', settled });
    this.#settled = settled;
  }

  /** Live frames have to be turned so far clockwise, from the next one on. */
  turn(turn: Turn): void {
    this.#post({ type: 'turn', turn });
  }

  /** Leaves the camera; the worker stays warm. */
  unwatch(): void {
    this.#bitmaps?.stop();
    this.#bitmaps = null;
    this.#post({ type: 'stop' });
  }

  /** Judges one frame by itself; the bitmap is handed over. @throws when the worker can't, or takes 30 s. */
  observe(bitmap: ImageBitmap): Promise<Judged<Observation>> {
    return this.#judge(bitmap, null);
  }

  /** Judges a recorded frame as the live one of the time `at` (ms): followed from the one before. */
  follow(bitmap: ImageBitmap | VideoFrame, at: number): Promise<Judged<Sighting>> {
    return this.#judge(bitmap, at) as Promise<Judged<Sighting>>;
  }

  /** Answers and times of the embedded sample on this worker's backend. */
  async selfTest(): Promise<SelfTest> {
    this.#selfTest ??= Promise.withResolvers();
    const { promise } = this.#selfTest;
    const limit = setTimeout(
      () => this.#selfTest?.reject(new Error('the sample took too long')),
      FRAME_LIMIT_MS,
    );
    try {
      this.#post({ type: 'self_test' });
      return await promise;
    } finally {
      clearTimeout(limit);
      this.#selfTest = null;
    }
  }

  stop(): void {
    this.#stopPinging();
    this.#bitmaps?.stop();
    this.#bitmaps = null;
    if (this.#worker) end(this.#worker);
    this.#worker = null;
    this.#prepared?.terminate();
    this.#prepared = null;
    const stopped = new Error('stopped');
    this.#starting?.reject(stopped);
    this.#starting = null;
    this.#selfTest?.reject(stopped);
    for (const { reject } of this.#waiting.values()) reject(stopped);
  }

  async #judge(frame: ImageBitmap | VideoFrame, at: number | null): Promise<Judged<Observation | Sighting>> {
    const number = ++this.#number;
    const answer = Promise.withResolvers<Judged<Observation | Sighting>>();
    this.#waiting.set(number, answer);
    const limit = setTimeout(() => answer.reject(new Error('the frame took too long')), FRAME_LIMIT_MS);
    try {
      this.#post({ type: 'frame', number, frame, at }, [frame]);
      return await answer.promise;
    } finally {
      clearTimeout(limit);
      this.#waiting.delete(number);
    }
  }

  #post(message: ToWorker, transfer: Transferable[] = []): void {
    if (!this.#worker) throw new Error('the vision worker is not running');
    this.#worker.postMessage(message, transfer);
  }

  #ping(): void {
    const silent = performance.now() - this.#heardAt;
    if (silent > STALLED_MS) this.#fail(`the vision worker is silent for ${silent | 0} ms`, 'worker_stalled');
    else this.#post({ type: 'ping' });
  }

  #receive(message: FromWorker): void {
    const now = performance.now();
    this.#heardAt = now;
    switch (message.type) {
      case 'ready':
        this.#starting?.resolve(message);
        this.#starting = null;
        break;
      case 'failed':
        this.#fail(message.message, message.kind);
        break;
      case 'observation':
        this.#bitmaps?.done();
        this.#handlers.frame({
          ...message,
          takenAt: this.#clock.takenAt(message.taken, message.taken + message.ms, now),
        });
        break;
      case 'frame':
        this.#waiting.get(message.number)?.resolve(message);
        break;
      case 'frame-failed':
        this.#waiting.get(message.number)?.reject(new Error(message.message));
        break;
      case 'track-ended':
        this.#handlers.trackEnded(message.message);
        break;
      case 'self_test':
        this.#selfTest?.resolve(message.selfTest);
        break;
      case 'pong':
        this.trial = message.trial;
        break;
    }
  }

  #fail(message: string, kind: Failure = failureOf(message)): void {
    const starting = this.#starting;
    this.#starting = null;
    this.stop();
    if (starting) starting.reject(new Error(message));
    else this.#handlers.crashed(message, kind);
  }
}
