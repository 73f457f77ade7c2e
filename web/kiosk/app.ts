import { batch, signal } from '@preact/signals';
import { v7 as uuidv7 } from 'uuid';
import {
  DEFAULT_SETTINGS,
  type Evidence,
  type Reading,
  type ServerEvent,
  type Settings,
} from '../../edge-server/contract/index.ts';
import { version } from '../../package.json';
import { ApiError } from '../shared/api.ts';
import { ServerEvents } from '../shared/events.ts';
import { Camera } from './camera/camera.ts';
import type { CameraState } from './camera/watch.ts';
import { replay } from './replay/replay.ts';
import { VisitsClient } from './server/visits.ts';
import { Chimes } from './sound/chimes.ts';
import { visionChoice } from './vision/choice.ts';
import { type LiveFrame, VisionClient, type VisionReady } from './vision/client.ts';
import { step } from './visit/machine.ts';
import { type Effect, START, type Visit, type VisitEvent } from './visit/state.ts';
import { visitorIn } from './visit/visitor.ts';

const TICK_MS = 250;
const HEARTBEAT_MS = 5000;
const DEFAULT_REPLAY_FPS = 15;
/** The server's own limit comes first; this one is for a server that has gone. */
const POST_MARGIN_MS = 4000;

export type ServerState = 'connecting' | 'ok' | 'away' | 'not_paired';
export type VisionState =
  | { at: 'loading' }
  | { at: 'ready'; ready: VisionReady }
  | { at: 'failed'; message: string };

/**
 * The kiosk: joins camera, vision worker, visit machine and server, and holds what the screens show as
 * signals. Data goes one way: frames and server events become visit events, the machine answers with a state
 * and effects, and the screens follow the signals.
 */
export class Kiosk {
  readonly visit = signal<Visit>(START);
  readonly camera = signal<CameraState>('starting');
  readonly stream = signal<MediaStream | null>(null);
  readonly server = signal<ServerState>('connecting');
  readonly vision = signal<VisionState>({ at: 'loading' });
  readonly settings = signal<Settings>(DEFAULT_SETTINGS);
  readonly reading = signal<Reading | null>(null);
  readonly simulatedThermometer = signal(false);
  /** True when frames come from a recording: played as the camera (`?replayed`), or by `?source=`. */
  readonly replayed: boolean;
  /** The recording to play instead of the camera, for debugging. */
  readonly #source: { url: string; fps: number } | null;
  /** The time of the last replayed frame; null with a camera, whose clock is the page's. */
  #replayClock: number | null = null;
  /** ms of worker time of the last frame. */
  #frameMs: number | null = null;
  #crashes = 0;
  readonly #visits = new VisitsClient();
  readonly #chimes = new Chimes();
  readonly #client = new VisionClient({
    frame: (frame) => this.#onFrame(frame),
    trackEnded: () => undefined,
    crashed: (message) => this.#onCrash(message),
  });
  readonly #camera = new Camera((state, stream) => this.#onCamera(state, stream));
  readonly #events = new ServerEvents({
    event: (event) => this.#onServerEvent(event),
    state: (state) => {
      // An unpaired page is refused the event stream, too: why matters more than that it is away.
      if (state === 'ok' || this.server.value !== 'not_paired') this.server.value = state;
    },
  });

  constructor(search: string) {
    const query = new URLSearchParams(search);
    const url = query.get('source');
    this.#source = url ? { url, fps: Number(query.get('fps')) || DEFAULT_REPLAY_FPS } : null;
    this.replayed = url !== null || query.has('replayed');
  }

  async start(): Promise<void> {
    this.#events.start();
    setInterval(() => this.#dispatch({ type: 'tick', at: this.#now() }), TICK_MS);
    setInterval(() => void this.#heartbeat(), HEARTBEAT_MS);
    void this.#heartbeat();
    if (this.#source) {
      await this.#startVision();
      await this.#replay(this.#source.url, this.#source.fps);
    } else {
      await Promise.all([this.#startVision(), this.#camera.start()]);
    }
  }

  async #startVision(): Promise<void> {
    try {
      const { backend, threads } = visionChoice(location.search, navigator.hardwareConcurrency);
      const ready = await this.#client.start(backend, threads);
      this.vision.value = { at: 'ready', ready };
      this.#watchStream();
    } catch (error) {
      this.#onCrash(error instanceof Error ? error.message : String(error));
    }
  }

  /** Plays the recording over and over, as Chromium plays a file as its camera. */
  async #replay(url: string, fps: number): Promise<void> {
    try {
      for (;;) {
        this.camera.value = 'live';
        await replay(url, fps, {
          observe: (bitmap) => this.#client.observe(bitmap),
          frame: (observation, ms, at) => {
            this.#frameMs = ms;
            this.#replayClock = at;
            this.#dispatch({ type: 'frame', at, visitor: visitorIn(observation) });
          },
        });
      }
    } catch (error) {
      this.vision.value = { at: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }

  #now(): number {
    return this.#replayClock ?? performance.now();
  }

  #onCrash(message: string): void {
    this.vision.value = { at: 'failed', message };
    const pause = Math.min(1000 * 2 ** this.#crashes++, 30_000);
    setTimeout(() => void this.#startVision(), pause);
  }

  #onCamera(state: CameraState, stream: MediaStream | null): void {
    this.camera.value = state;
    if (stream) this.stream.value = stream;
    else if (state !== 'live' && state !== 'black' && state !== 'starting') this.stream.value = null;
    if (stream) this.#watchStream();
  }

  #watchStream(): void {
    const track = this.stream.value?.getVideoTracks()[0];
    if (track && this.vision.value.at === 'ready') this.#client.watch(track);
  }

  #onFrame({ observation, picture, ms }: LiveFrame): void {
    const now = performance.now();
    this.#frameMs = ms;
    this.#crashes = 0;
    this.#camera.frame(picture, now);
    if (this.server.value !== 'ok') return;
    // The frame shows what was there before it was judged.
    this.#dispatch({ type: 'frame', at: now - ms, visitor: visitorIn(observation) });
  }

  #onServerEvent(event: ServerEvent): void {
    switch (event.type) {
      case 'reading':
        this.reading.value = event.reading;
        this.simulatedThermometer.value = event.reading.simulated;
        break;
      case 'thermometer':
        this.simulatedThermometer.value = event.simulated;
        break;
      case 'settings':
        this.settings.value = event.settings;
        break;
      case 'visit':
      case 'health':
      case 'alarm':
      case 'lock':
      case 'sound':
        break;
    }
  }

  #dispatch(event: VisitEvent): void {
    const { visit, effects } = step(this.visit.value, event, {
      settings: this.settings.value,
      model: this.vision.value.at === 'ready' ? this.vision.value.ready.modelVersion : 'none',
      page: version,
      replayed: this.replayed,
      newId: uuidv7,
    });
    batch(() => {
      this.visit.value = visit;
    });
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'open':
        this.#visits.open(effect.id).catch((error: unknown) => this.#onServerError(error));
        break;
      case 'abandon':
        this.#visits.abandon(effect.id).catch((error: unknown) => this.#onServerError(error));
        break;
      case 'post':
        void this.#post(effect.evidence);
        break;
      case 'chime':
        this.#chimes.play(effect.verdict);
        break;
    }
  }

  async #post(evidence: Evidence): Promise<void> {
    try {
      const limit = this.settings.value.temperatureTimeout * 1000 + POST_MARGIN_MS;
      const verdict = await this.#visits.post(evidence, limit);
      this.#dispatch({ type: 'verdict', at: this.#now(), verdict });
    } catch (error) {
      this.#onServerError(error);
      this.#dispatch({ type: 'failed', at: this.#now(), id: evidence.id });
    }
  }

  async #heartbeat(): Promise<void> {
    const { vision, visit } = this;
    const { state } = visit.value;
    try {
      await this.#visits.heartbeat({
        state: state.at,
        camera: this.camera.value,
        backend: vision.value.at === 'ready' ? vision.value.ready.backend.name : vision.value.at,
        threads: vision.value.at === 'ready' ? vision.value.ready.backend.threads : 0,
        frame_ms: this.#frameMs,
        visit: 'attempt' in state ? state.attempt.id : null,
      });
      if (this.server.value === 'not_paired') this.server.value = 'ok';
    } catch (error) {
      this.#onServerError(error);
    }
  }

  #onServerError(error: unknown): void {
    if (error instanceof ApiError && error.code === 'not_paired') this.server.value = 'not_paired';
  }
}
