import { Worker } from 'node:worker_threads';
import type { ObservedFace } from '../../models/pipeline/pipeline.ts';
import { type Clock, type Stop, systemClock } from '../clock/clock.ts';
import { decodePicture, type Picture } from '../pictures/decode.ts';

/** What goes to the thread. */
export type Job = Pick<Picture, 'data' | 'width' | 'height'>;

type JudgedFace = Pick<ObservedFace, 'box' | 'label' | 'probabilities' | 'quality'>;

/** What comes back: the nearest face, or null when there is none, with the boxes of all, or why it failed. */
export type Judged = { face: JudgedFace | null; boxes: Box[]; model: string } | { error: string };

type Box = ObservedFace['box'];

/** A judged picture; `face` null when there is none in it. The box is in pixels of the upright source. */
export interface MaskResult {
  face: JudgedFace | null;
  /** The boxes of all faces, the nearest first. */
  faces: Box[];
  /** Width of the upright source in pixels. */
  width: number;
  model: string;
}

/** More pictures wait than can be judged in good time. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

/**
 * Judges single pictures with the page's own pipeline, for clients that have no browser.
 *
 *   off ── first picture ──► starting ──► idle ⇄ judging one picture
 *    ▲                                     │
 *    └── nothing for IDLE_MS, or a picture that took longer than JUDGE_MS (the thread is ended)
 *
 * The thread and its models take memory that most sites never need, so it starts with the first picture and ends
 * when none has come for a while. One picture is judged at a time; MOST_WAITING wait, others are told `busy`.
 */
const MOST_WAITING = 8;
/** ms that one picture may take; the first one waits for the models too. */
const JUDGE_MS = 20_000;
const IDLE_MS = 5 * 60_000;
/** Pixels of the longer side that the thread gets: the detector looks at 256, a crop at about 100. */
const SIDE = 1280;

interface Waiting {
  picture: Picture;
  resolve: (result: MaskResult) => void;
  reject: (error: Error) => void;
}

export class MaskService {
  #thread: Worker | null = null;
  #waiting: Waiting[] = [];
  #judging: Waiting | null = null;
  readonly #clock: Clock;
  #stopLimit: Stop = () => undefined;
  #stopIdle: Stop = () => undefined;
  #decoding = 0;

  readonly #model: () => string | null;
  /** Folder of the model that the thread has. */
  #loaded: string | null = null;

  /** @param model folder of the mask model in use; null for the build's */
  constructor(clock = systemClock, model: () => string | null = () => null) {
    this.#clock = clock;
    this.#model = model;
  }

  /**
   * Finds the nearest face of a JPEG, PNG or WebP and judges its mask.
   * @throws {BusyError} when too many wait
   * @throws {PictureError} when it is not such a picture
   */
  async judge(bytes: Uint8Array): Promise<MaskResult> {
    if (this.#waiting.length + this.#decoding >= MOST_WAITING) throw new BusyError('too many pictures wait');
    this.#decoding += 1;
    let picture: Picture;
    try {
      picture = await decodePicture(bytes, SIDE);
    } finally {
      this.#decoding -= 1;
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ picture, resolve, reject });
      this.#next();
    });
  }

  async stop(): Promise<void> {
    const thread = this.#thread;
    this.#end(new BusyError('the server stops'));
    for (const { reject } of this.#waiting.splice(0)) reject(new BusyError('the server stops'));
    await thread?.terminate();
  }

  #next(): void {
    if (this.#judging !== null) return;
    const next = this.#waiting.shift();
    this.#stopIdle();
    if (next === undefined) {
      this.#stopIdle = this.#clock.after(IDLE_MS, () => this.#end(null), { ref: false });
      return;
    }
    this.#judging = next;
    if (this.#thread !== null && this.#loaded !== this.#model()) {
      void this.#thread.terminate();
      this.#thread = null;
    }
    this.#thread ??= this.#start();
    this.#thread.ref();
    this.#stopLimit = this.#clock.after(JUDGE_MS, () =>
      this.#end(new Error(`a picture took over ${JUDGE_MS} ms`)),
    );
    const { data, width, height } = next.picture;
    this.#thread.postMessage({ data, width, height } satisfies Job, [data.buffer]);
  }

  #start(): Worker {
    this.#loaded = this.#model();
    const thread = new Worker(new URL('./mask-thread.ts', import.meta.url), {
      workerData: { model: this.#loaded },
    });
    thread.on('message', (judged: Judged) => {
      if (thread === this.#thread) this.#settle(judged);
    });
    thread.on('error', (error) => {
      if (thread === this.#thread) this.#end(error instanceof Error ? error : new Error(String(error)));
    });
    return thread;
  }

  #settle(judged: Judged): void {
    const done = this.#judging;
    this.#stopLimit();
    this.#judging = null;
    this.#thread?.unref();
    if (done !== null) {
      if ('error' in judged) done.reject(new Error(judged.error));
      else done.resolve(toResult(judged, done.picture));
    }
    this.#next();
  }

  /** Ends the thread; the next picture starts another one. */
  #end(error: Error | null): void {
    const thread = this.#thread;
    this.#thread = null;
    this.#stopLimit();
    this.#stopIdle();
    void thread?.terminate();
    const done = this.#judging;
    this.#judging = null;
    if (done !== null && error !== null) done.reject(error);
    if (this.#waiting.length > 0) this.#next();
  }
}

function toResult(
  { face, boxes, model }: Exclude<Judged, { error: string }>,
  { width, scale }: Picture,
): MaskResult {
  const scaled = ([x, y, w, h]: Box): Box => [x * scale, y * scale, w * scale, h * scale];
  const faces = boxes.map(scaled);
  if (face === null) return { face, faces, model, width: width * scale };
  return {
    face: {
      ...face,
      box: scaled(face.box),
      quality: { ...face.quality, width: face.quality.width * scale },
    },
    faces,
    model,
    width: width * scale,
  };
}
