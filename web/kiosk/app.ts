import { batch, computed, effect, signal } from '@preact/signals';
import { v7 as uuidv7 } from 'uuid';
import {
  CHECK_ANNOUNCED_MS,
  CHECK_BYTES,
  DEFAULT_SETTINGS,
  type Evidence,
  type Reading,
  type ServerEvent,
  type Settings,
  type VisionState,
} from '../../edge-server/contract/index.ts';
import type { LiveObservation } from '../../models/pipeline/follow.ts';
import { version } from '../../package.json';
import { ApiError } from '../shared/api.ts';
import { ServerEvents } from '../shared/events.ts';
import { Camera } from './camera/camera.ts';
import { CameraCheck } from './camera/check.ts';
import { checkPicture } from './camera/check-picture.ts';
import { Snapshot } from './camera/snapshot.ts';
import type { CameraState } from './camera/watch.ts';
import { replay } from './replay/replay.ts';
import { chimeOf, sceneOf } from './screens/scene.ts';
import { StaffCall } from './server/staff-call.ts';
import type { ServerState } from './server/state.ts';
import { VisitsClient } from './server/visits.ts';
import { Sound } from './sound/sound.ts';
import type { LiveFrame } from './vision/client.ts';
import { Vision, type VisionAt } from './vision/vision.ts';
import { VisitorLanguage } from './visit/language.ts';
import { step } from './visit/machine.ts';
import { type Effect, START, type Visit, type VisitEvent, type VisitState } from './visit/state.ts';
import { visitorIn } from './visit/visitor.ts';

const TICK_MS = 250;
const HEARTBEAT_MS = 5000;
const DEFAULT_REPLAY_FPS = 15;
/** The server's own limit comes first; this one is for a server that has gone. */
const POST_MARGIN_MS = 4000;

/** States in which an attempt gathers frames, so that a picture of it may be wanted. */
const GATHERING: readonly VisitState['at'][] = ['checking', 'deny', 'adjust'];

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
  readonly vision = signal<VisionAt>({ at: 'loading' });
  readonly settings = signal<Settings>(DEFAULT_SETTINGS);
  readonly reading = signal<Reading | null>(null);
  readonly simulatedThermometer = signal(false);
  readonly locked = signal(false);
  readonly welcome = signal(false);
  #welcomeEnds: ReturnType<typeof setTimeout> | undefined;
  /** True when frames come from a recording: played as the camera (`?replayed`), or by `?source=`. */
  readonly replayed: boolean;
  /** The recording to play instead of the camera, for debugging. */
  readonly #source: { url: string; fps: number } | null;
  /** The time of the last replayed frame; null with a camera, whose clock is the page's. */
  #replayClock: number | null = null;
  /** What went wrong since the page was opened. */
  readonly #counts: VisionState['counts'] = {
    camera_lost: 0,
    camera_frozen: 0,
    camera_black: 0,
    server_away: 0,
    worker_crashed: 0,
    worker_stalled: 0,
    out_of_memory: 0,
    second_person: 0,
  };
  readonly language = new VisitorLanguage(this.settings);
  readonly #visits = new VisitsClient();
  readonly staffCall = new StaffCall((call) => this.#visits.callStaff(call));
  readonly cameraCheck = new CameraCheck({
    refusal: () => {
      if (this.camera.value !== 'live' || this.stream.value === null) return 'no_camera';
      const { state, face, others } = this.visit.value;
      return state.at !== 'idle' || face !== null || others > 0 ? 'person_in_view' : null;
    },
    picture: async () => {
      const track = this.stream.value?.getVideoTracks()[0];
      if (!track) throw new Error('the camera has gone');
      return checkPicture(track, CHECK_BYTES);
    },
    send: (id, jpeg) => this.#visits.cameraCheck(id, jpeg),
    refuse: (id, reason) => this.#visits.refuseCameraCheck(id, reason),
    announcedMs: CHECK_ANNOUNCED_MS,
  });
  readonly #snapshot = new Snapshot();
  readonly #sound = new Sound(() => this.settings.value);
  readonly #vision = new Vision({
    settings: () => this.settings.value,
    idle: () => this.visit.value.state.at === 'idle',
    frame: (frame) => this.#onFrame(frame),
    state: (state) => {
      this.vision.value = state;
    },
    failed: (kind) => {
      this.#counts[kind] += 1;
    },
  });
  readonly #camera = new Camera(
    (state, stream) => this.#onCamera(state, stream),
    () => this.settings.value.cameraLabel,
  );
  readonly #events = new ServerEvents({
    event: (event) => this.#onServerEvent(event),
    state: (state) => {
      if (state === 'away' && this.server.value === 'ok') this.#counts.server_away += 1;
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
    this.#followScreens();
    setInterval(() => this.#dispatch({ type: 'tick', at: this.#now() }), TICK_MS);
    setInterval(() => void this.#heartbeat(), HEARTBEAT_MS);
    void this.#heartbeat();
    if (this.#source) {
      await this.#vision.start();
      await this.#replay(this.#source.url, this.#source.fps);
    } else {
      await Promise.all([this.#vision.start(), this.#camera.start()]);
    }
  }

  /** What the voice says and the language that a visitor chose follow what the screens show. */
  #followScreens(): void {
    const prompt = computed(() => sceneOf(this).say);
    effect(() => this.#sound.say(prompt.value, this.language.current.value));
    const at = computed(() => this.visit.value.state.at);
    effect(() => this.language.follow(at.value));
  }

  /** Plays the recording over and over, as Chromium plays a file as its camera. */
  async #replay(url: string, fps: number): Promise<void> {
    try {
      for (;;) {
        this.camera.value = 'live';
        await replay(url, fps, {
          follow: (bitmap, at) => this.#vision.follow(bitmap, at),
          frame: (observation, at) => {
            this.#replayClock = at;
            this.#see(observation, at);
          },
        });
        performance.mark('kf99-replay-end');
      }
    } catch (error) {
      this.vision.value = { at: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }

  #now(): number {
    return this.#replayClock ?? performance.now();
  }

  #onCamera(state: CameraState, stream: MediaStream | null): void {
    const before = this.camera.value;
    this.camera.value = state;
    if (state !== before && (state === 'lost' || state === 'frozen' || state === 'black')) {
      this.#counts[`camera_${state}`] += 1;
    }
    if (stream) this.stream.value = stream;
    else if (state !== 'live' && state !== 'black' && state !== 'starting') this.stream.value = null;
    const track = stream?.getVideoTracks()[0];
    if (track) this.#vision.watch(track);
  }

  #onFrame({ observation, picture, ms }: LiveFrame): void {
    const now = performance.now();
    this.#camera.frame(picture, now);
    // The frame shows what was there before it was judged.
    if (this.server.value === 'ok') this.#see(observation, now - ms);
  }

  #see(observation: LiveObservation, at: number): void {
    const visitor = visitorIn(observation, this.visit.value.face?.face.id ?? null);
    this.#dispatch({ type: 'frame', at, visitor });
    const track = this.stream.value?.getVideoTracks()[0];
    if (track && visitor && this.settings.value.captures === 'on') {
      if (GATHERING.includes(this.visit.value.state.at))
        void this.#snapshot.consider(track, visitor, observation);
    }
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
        this.#camera.choose();
        this.#vision.choose();
        break;
      case 'lock':
        this.locked.value = event.locked;
        break;
      case 'camera_check':
        void this.cameraCheck.start(event.id);
        break;
      case 'sound':
        void this.#sound.chime('alarm');
        break;
      case 'visit':
        if (event.verdict.verdict === 'staff') this.#greet();
        break;
      case 'health':
      case 'alarm':
      case 'call':
        break;
    }
  }

  /** Staff let the visitor in: whatever the screen said before, it says so for as long as any other result. */
  #greet(): void {
    this.welcome.value = true;
    clearTimeout(this.#welcomeEnds);
    this.#welcomeEnds = setTimeout(() => {
      this.welcome.value = false;
    }, this.settings.value.resultSeconds * 1000);
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
        this.#snapshot.drop();
        this.#visits.abandon(effect.id).catch((error: unknown) => this.#onServerError(error));
        break;
      case 'post':
        if (effect.others > 0) this.#counts.second_person += 1;
        void this.#post(effect.evidence);
        void this.#capture(effect.evidence.id);
        break;
      case 'chime': {
        const chime = chimeOf(this, effect.verdict);
        if (chime !== null) void this.#sound.chime(chime);
        break;
      }
    }
  }

  /** Sends the visit's picture, where the site keeps pictures. The visit does not depend on it. */
  async #capture(id: string): Promise<void> {
    const picture = await this.#snapshot.take();
    if (!picture || this.settings.value.captures !== 'on') return;
    await this.#visits.capture(id, picture).catch((error: unknown) => this.#onServerError(error));
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
    const { state } = this.visit.value;
    const vision = this.#vision.report();
    try {
      await this.#visits.heartbeat({
        state: state.at,
        camera: this.camera.value,
        backend: vision?.backend ?? this.vision.value.at,
        threads: vision?.threads ?? 0,
        frame_ms: this.#vision.stats.ms(),
        visit: 'attempt' in state ? state.attempt.id : null,
        vision: vision && { ...vision, camera_label: this.#camera.label, counts: { ...this.#counts } },
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
