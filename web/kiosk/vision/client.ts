import type { Backend, BackendName } from '../../../models/pipeline/backend-name.ts';
import type { Observation } from '../../../models/pipeline/pipeline.ts';
import type { FromWorker, PictureState, ToWorker } from './protocol.ts';

/** A live frame as the page gets it. Times in ms. */
export interface LiveFrame {
  observation: Observation;
  timestamp: number;
  ms: number;
  picture: PictureState;
}

export interface VisionReady {
  backend: Backend;
  modelVersion: string;
  warmupMs: number;
}

export interface VisionHandlers {
  frame(frame: LiveFrame): void;
  trackEnded(message: string): void;
  /** The worker died (crash, out of memory): the owner makes a new client. */
  crashed(message: string): void;
}

/** How long the models may take to load before the page says so: a Pi with a cold SD card needs seconds. */
const START_LIMIT_MS = 60_000;
const FRAME_LIMIT_MS = 30_000;

/** The page's side of the vision worker: owns it from `start()` to `stop()`. */
export class VisionClient {
  readonly #handlers: VisionHandlers;
  readonly #waiting = new Map<number, PromiseWithResolvers<{ observation: Observation; ms: number }>>();
  #worker: Worker | null = null;
  #starting: PromiseWithResolvers<VisionReady> | null = null;
  #number = 0;

  constructor(handlers: VisionHandlers) {
    this.#handlers = handlers;
  }

  /** Loads backend and models in a new worker. @throws when it can't within a minute. */
  async start(backend: BackendName, threads: number): Promise<VisionReady> {
    this.stop();
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'vision' });
    this.#worker = worker;
    this.#starting = Promise.withResolvers();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
    worker.onerror = (event) => this.#fail(event.message || 'the vision worker could not be loaded');
    worker.onmessageerror = () => this.#fail('the vision worker sent what could not be read');
    this.#post({ type: 'start', backend, threads });
    const limit = setTimeout(() => this.#fail('the models did not load in time'), START_LIMIT_MS);
    try {
      return await this.#starting.promise;
    } finally {
      clearTimeout(limit);
    }
  }

  /** Hands a camera track's frames to the worker; only one track at a time. */
  watch(track: MediaStreamTrack): void {
    // TypeScript's library knows this class in workers only, without `track`.
    const init = { track, maxBufferSize: 1 } as MediaStreamTrackProcessorInit;
    const { readable } = new MediaStreamTrackProcessor(init);
    this.#post({ type: 'track', frames: readable }, [readable]);
  }

  /** Leaves the camera; the worker stays warm. */
  unwatch(): void {
    this.#post({ type: 'stop' });
  }

  /** Judges one picture; the bitmap is handed over. @throws when the worker can't, or takes 30 s. */
  async observe(bitmap: ImageBitmap): Promise<{ observation: Observation; ms: number }> {
    const number = ++this.#number;
    const answer = Promise.withResolvers<{ observation: Observation; ms: number }>();
    this.#waiting.set(number, answer);
    const limit = setTimeout(() => answer.reject(new Error('the frame took too long')), FRAME_LIMIT_MS);
    try {
      this.#post({ type: 'frame', number, bitmap }, [bitmap]);
      return await answer.promise;
    } finally {
      clearTimeout(limit);
      this.#waiting.delete(number);
    }
  }

  stop(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#starting?.reject(new Error('stopped'));
    this.#starting = null;
    for (const { reject } of this.#waiting.values()) reject(new Error('stopped'));
  }

  #post(message: ToWorker, transfer: Transferable[] = []): void {
    if (!this.#worker) throw new Error('the vision worker is not running');
    this.#worker.postMessage(message, transfer);
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.#starting?.resolve(message);
        this.#starting = null;
        break;
      case 'failed':
        this.#fail(message.message);
        break;
      case 'observation':
        this.#handlers.frame(message);
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
    }
  }

  #fail(message: string): void {
    const starting = this.#starting;
    this.#starting = null;
    this.stop();
    if (starting) starting.reject(new Error(message));
    else this.#handlers.crashed(message);
  }
}
