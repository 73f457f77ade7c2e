import type { CurrentModels, Settings, VisionState } from '../../../edge-server/contract/index.ts';
import type { ObservedFace } from '../../../models/pipeline/pipeline.ts';
import type { Turn } from '../../../models/pipeline/turn.ts';
import { everyAwake } from '../../shared/awake.ts';
import type { Sighting } from '../visit/visitor.ts';
import { fixedChoice, QUICKEST, type VisionChoice } from './choice.ts';
import {
  type Judged,
  type LiveFrame,
  VisionClient,
  type VisionHandlers,
  type VisionReady,
} from './client.ts';
import { namedModels } from './named-models.ts';
import type { Failure } from './protocol.ts';
import { FrameStats } from './stats.ts';
import { candidates, findBetter } from './tuning.ts';

export type VisionAt =
  | { at: 'loading' }
  | { at: 'ready'; ready: VisionReady }
  | { at: 'failed'; message: string };

export interface VisionOwner {
  settings(): Settings;
  /** How far the camera's frames have to be turned clockwise. */
  turn(): Turn;
  /** Nobody is before the kiosk: a self-test disturbs no visit. */
  idle(): boolean;
  /** No visitor is being judged: a frame may be followed by some ms of work. */
  spare(): boolean;
  /** The visitor was judged: a change is seen in a part of the frames. */
  settled(): boolean;
  frame(frame: LiveFrame): void;
  state(state: VisionAt): void;
  /** A worker was given up. */
  failed(kind: Failure): void;
}

/** ms after the start, and between two looks whether another backend or number of threads is better. */
const FIRST_TUNING_MS = 5000;
const NEXT_TUNING_MS = 15 * 60_000;
/** ms to wait when a visitor stands there. */
const BUSY_MS = 10_000;
const LONGEST_PAUSE_MS = 30_000;
/** ms between two looks at which models the server names, and at whether nobody is there to take them. */
const MODELS_MS = 10_000;
const IDLE_LOOK_MS = 1000;

/**
 * The kiosk's vision: one worker that is started again when it dies, with growing pauses, and replaced by a
 * better one when the measured backends and threads say so.
 *
 * Which mask model it loads says the server; one that does not pass the gate here is told of, and the build's is used.
 * Another one is taken by a worker of its own while nobody is there, so the page is never without.
 *
 * `loading` → `ready` (WASM, one thread: what works everywhere and starts fastest) → now and then a self-test while
 * nobody is there → the same or a better worker. `failed` whenever a worker dies → `loading` again by itself.
 */
export class Vision {
  readonly stats = new FrameStats();
  readonly #owner: VisionOwner;
  readonly #handlers: VisionHandlers;
  #client: VisionClient;
  #ready: VisionReady | null = null;
  #track: MediaStreamTrack | null = null;
  #why: VisionState['why'] = 'default';
  #reason = '';
  #fixed: VisionChoice | null = null;
  #crashes = 0;
  #tuning: ReturnType<typeof setTimeout> | undefined;
  /** What the server named last; the model that the worker has; the one that was refused here. */
  #named: CurrentModels = { use: null, trial: null, good: null };
  /** What it names now, and when it was asked; taken over as soon as nobody is there. */
  #wanted: CurrentModels = this.#named;
  #askedAt = Number.NEGATIVE_INFINITY;
  #model: string | null = null;
  #refused: VisionState['refused'] = null;
  #changing = false;
  #following: (() => void) | null = null;

  constructor(owner: VisionOwner) {
    this.#owner = owner;
    this.#handlers = {
      frame: (frame) => this.#onFrame(frame),
      // Frames stop, and the camera's watch finds out why and opens it again.
      trackEnded: () => undefined,
      crashed: (message, kind) => this.#onCrash(message, kind),
    };
    this.#client = new VisionClient(this.#handlers);
  }

  /** Loads and warms up; errors are told by `state` and mended by a later try. */
  async start(): Promise<void> {
    this.#following ??= everyAwake(IDLE_LOOK_MS, () => void this.#followModels());
    try {
      this.#fixed = fixedChoice(location.search);
      const choice = this.#fixed ?? QUICKEST;
      this.#client.prepare(choice);
      // A server that does not answer now may name the same as before; at first those of the build are used.
      this.#named = (await namedModels()) ?? this.#named;
      this.#wanted = this.#named;
      const ready = await this.#startWith(this.#client, choice);
      this.#use(this.#client, ready, this.#fixed ? 'address' : 'default');
      performance.mark('kf99-vision-ready');
      this.#tuneIn(FIRST_TUNING_MS);
    } catch (error) {
      this.#onCrash(error instanceof Error ? error.message : String(error), 'worker_crashed');
    }
  }

  /** Frames of this track are judged from now on, also by later workers. */
  watch(track: MediaStreamTrack): void {
    this.#track = track;
    if (this.#ready) this.#client.watch(track);
  }

  /** The settings came: the camera may be mounted another way. */
  turn(): void {
    if (this.#ready) this.#client.turn(this.#owner.turn());
  }

  /** Judges a recorded frame as the live one of the time `at`. */
  async follow(bitmap: ImageBitmap, at: number): Promise<Judged<Sighting>> {
    const judged = await this.#client.follow(bitmap, at);
    this.stats.add(judged, judged.observation.ms, performance.now());
    return judged;
  }

  /** Every face in an upright picture, in its pixels; the bitmap is handed over. @throws when no worker can look */
  async find(bitmap: ImageBitmap): Promise<ObservedFace[]> {
    const { observation } = await this.#client.observe(bitmap);
    return observation.faces;
  }

  /** For the heartbeat; null until a worker is warm. */
  report(): Omit<VisionState, 'counts' | 'camera_label'> | null {
    if (!this.#ready) return null;
    const { name, threads, simd } = this.#ready.backend;
    return {
      backend: name,
      threads,
      cross_origin_isolated: crossOriginIsolated,
      simd,
      kernels: this.#ready.kernels.slice(0, 300),
      why: this.#why,
      reason: this.#reason.slice(0, 300),
      frames: this.stats.frames,
      fps: this.stats.fps(performance.now()),
      stages: this.stats.stages(),
      tensors: this.stats.tensors,
      model: this.#ready.modelVersion,
      refused: this.#refused,
      trial: this.#client.trial,
    };
  }

  #use(client: VisionClient, ready: VisionReady, why: VisionState['why'], reason = ''): void {
    this.#client = client;
    this.#ready = ready;
    this.#why = why;
    this.#reason = reason;
    this.#owner.state({ at: 'ready', ready });
    this.turn();
    if (this.#named.trial !== null) client.try(this.#named.trial);
    if (this.#track) client.watch(this.#track);
  }

  /**
   * Starts a worker with the model that the server names; where that one does not pass, with the build's, and where
   * that was damaged on its way, with the last good one.
   */
  async #startWith(client: VisionClient, choice: VisionChoice): Promise<VisionReady> {
    const { use, good } = this.#named;
    const wanted = [use, null, good].filter((model, i, all) => all.indexOf(model) === i);
    const left = wanted.filter((model) => this.#refused === null || model !== this.#refused.model);
    for (const model of left) {
      try {
        const ready = await client.start(choice, model);
        this.#model = model;
        if (model === use) this.#refused = null;
        return ready;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (model === left.at(-1) || !why.includes(' is refused: ')) throw error;
        this.#refused = { model, why: why.slice(0, 400) };
      }
    }
    this.#refused = null;
    client.stop();
    throw new Error('no mask model passes the gate: install the software again');
  }

  /** Takes what the server names now; another model to use only while nobody is there. */
  async #followModels(): Promise<void> {
    if (!this.#ready || this.#changing) return;
    this.#changing = true;
    try {
      if (performance.now() - this.#askedAt >= MODELS_MS) {
        this.#askedAt = performance.now();
        this.#wanted = (await namedModels()) ?? this.#wanted;
      }
      const [before, named, running] = [this.#named, this.#wanted, this.#client];
      if (!this.#ready) return;
      if (named.use !== before.use) {
        if (!this.#owner.idle()) return;
        this.#named = named;
        await this.#changeModel(running, this.#ready.backend);
      } else if (named.trial !== before.trial && this.#owner.idle()) {
        this.#named = named;
        running.try(named.trial);
      }
    } finally {
      this.#changing = false;
    }
  }

  async #changeModel(running: VisionClient, { name, threads }: VisionReady['backend']): Promise<void> {
    const client = new VisionClient(this.#handlers);
    const before = this.#model;
    try {
      const ready = await this.#startWith(client, { backend: name, threads });
      // A worker that died meanwhile was started again, and that start asked the server, too.
      if (this.#client !== running || !this.#ready) return client.stop();
      // It took seconds: whoever came meanwhile is judged by the model that began with them.
      if (!this.#owner.idle()) throw new Error('somebody came');
      running.stop();
      this.#use(client, ready, this.#why, this.#reason);
    } catch {
      // Asked for again at the next look, or loaded by the next start.
      client.stop();
      this.#model = before;
      this.#named = { ...this.#named, use: before };
      this.#wanted = this.#named;
    }
  }

  #onFrame(frame: LiveFrame): void {
    this.#crashes = 0;
    this.stats.add(frame, frame.observation.ms, performance.now());
    this.#owner.frame(frame);
    this.#client.spare = this.#owner.spare();
    this.#client.settled = this.#owner.settled();
  }

  #onCrash(message: string, kind: Failure): void {
    clearTimeout(this.#tuning);
    this.#ready = null;
    this.#owner.failed(kind);
    this.#owner.state({ at: 'failed', message });
    const pause = Math.min(1000 * 2 ** this.#crashes++, LONGEST_PAUSE_MS);
    setTimeout(() => void this.start(), pause);
  }

  #tuneIn(ms: number): void {
    clearTimeout(this.#tuning);
    if (!this.#fixed) this.#tuning = setTimeout(() => void this.#tune(), ms);
  }

  async #tune(): Promise<void> {
    if (!this.#owner.idle()) return this.#tuneIn(BUSY_MS);
    const running = this.#client;
    const { backend } = this.#ready!;
    const allowed = this.#owner.settings().visionBackends;
    const list = candidates(allowed, navigator.hardwareConcurrency, {
      backend: backend.name,
      threads: backend.threads,
    });
    const reasons: string[] = [];
    // Until it is chosen, a candidate that dies is nobody's loss.
    let chosen = false;
    const better = await findBetter(
      running,
      list,
      {
        frame: (frame) => this.#handlers.frame(frame),
        trackEnded: (message) => this.#handlers.trackEnded(message),
        crashed: (message, kind) => {
          if (chosen) this.#handlers.crashed(message, kind);
        },
      },
      reasons,
      this.#model,
    );
    if (this.#client !== running || !this.#ready) {
      better?.client.stop();
      return;
    }
    if (better && !this.#owner.idle()) {
      // The comparison took seconds: whoever came meanwhile keeps the worker that began with them.
      better.client.stop();
      return this.#tuneIn(BUSY_MS);
    }
    if (better) {
      chosen = true;
      running.stop();
      this.#use(better.client, better.ready, 'compared', better.reason);
    } else {
      this.#why = reasons.length > 0 ? 'compared' : 'nothing_else';
      this.#reason = reasons.join('; ');
    }
    this.#tuneIn(NEXT_TUNING_MS);
  }
}
