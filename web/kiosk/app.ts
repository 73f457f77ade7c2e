import { computed, effect, signal, untracked } from '@preact/signals';
import {
  CHECK_ANNOUNCED_MS,
  CHECK_BYTES,
  type CheckRefusal,
} from '../../edge-server/contract/camera-check.ts';
import type { CallState, ServerEvent, VisionState } from '../../edge-server/contract/index.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../edge-server/contract/settings.ts';
import { everyAwake } from '../shared/awake.ts';
import { keepSetting, readSetting } from '../shared/browser-settings.ts';
import { ServerEvents } from '../shared/events.ts';
import { Camera } from './camera/camera.ts';
import { CameraCheck } from './camera/check.ts';
import { checkPicture } from './camera/check-picture.ts';
import { MirrorRest } from './camera/mirror-rest.ts';
import { Snapshot } from './camera/snapshot.ts';
import { betterTurn, cameraTurn, grabTurned } from './camera/turn.ts';
import type { CameraState } from './camera/watch.ts';
import { replay } from './replay/replay.ts';
import { chimeOf, sceneOf } from './screens/scene.ts';
import { shownOf } from './screens/shown.ts';
import { steady } from './screens/steady.ts';
import { Heartbeat } from './server/heartbeat.ts';
import { LiveReading } from './server/live-reading.ts';
import { PairingClient } from './server/pairing.ts';
import { StaffCall } from './server/staff-call.ts';
import { ServerLink } from './server/state.ts';
import { VisitsClient } from './server/visits.ts';
import { Sound } from './sound/sound.ts';
import { Vision, type VisionAt } from './vision/vision.ts';
import { VisitorLanguage } from './visit/language.ts';
import { VisitRunner } from './visit/runner.ts';
import type { VisitContext, VisitState } from './visit/state.ts';
import { newVisitId } from './visit/visit-id.ts';
import type { Sighting } from './visit/visitor.ts';

const DEFAULT_REPLAY_FPS = 15;

/** States of a visit in which frames are evidence, or a verdict is awaited. */
const JUDGING = new Set<VisitState['at']>(['approach', 'checking', 'measuring', 'deciding']);
/** States of a visitor who has been judged, and of whom no frame is waited for. */
const SETTLED = new Set<VisitState['at']>([
  'measuring',
  'deciding',
  'pass',
  'deny',
  'adjust',
  'trouble',
  'leaving',
  'called',
]);

/**
 * The kiosk: wires camera, vision worker, visit machine and server, and holds what the screens show as
 * signals. Data goes one way: frames and server events become visit events, the machine answers with a state
 * and effects, and the screens follow the signals.
 */
export class Kiosk {
  readonly camera = signal<CameraState>('starting');
  /** The camera's, which the mirror shows; null without one. */
  readonly stream = signal<MediaStream | null>(null);
  readonly #rest = new MirrorRest();
  readonly mirrorStill = this.#rest.still;
  readonly vision = signal<VisionAt>({ at: 'loading' });
  readonly settings = signal<Settings>(DEFAULT_SETTINGS);
  readonly #reading = new LiveReading(() => this.settings.value.staleAfterSeconds * 1000);
  readonly reading = this.#reading.shown;
  readonly simulatedThermometer = signal(false);
  #thermometerBroken = false;
  readonly locked = signal(false);
  /** What staff know of the open call, and of the kiosk's own trouble, as the server says. */
  readonly told = signal<{ call: CallState; trouble: boolean }>({ call: 'none', trouble: false });
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
    unseen: 0,
  };
  readonly language = new VisitorLanguage(this.settings);
  readonly #scene = steady(() => sceneOf(this));
  readonly #link = new ServerLink();
  readonly server = this.#link.state;
  readonly #client = new VisitsClient();
  readonly #pairing = new PairingClient(() => this.#client.pairing(), this.#link);
  /** The page stands for good: where `?pair=` is still in its address, the server did not take it. */
  readonly pairing: { code: PairingClient['code']; oldAddress: boolean };
  readonly staffCall = new StaffCall((call) => this.#client.callStaff(call));
  readonly #sound = new Sound(() => this.settings.value);
  readonly #visits = new VisitRunner({
    now: () => this.#replayClock ?? performance.now(),
    every: everyAwake,
    context: () => this.#context(),
    reload: { now: Date.now, read: readSetting, keep: keepSetting },
    server: this.#client,
    snapshot: new Snapshot({
      track: () => this.#track(),
      turn: () => cameraTurn(this.settings.value),
      whole: () => this.settings.value.captureRegion === 'whole',
      find: async (bitmap) => (await this.#vision.find(bitmap)).map(({ box }) => box),
    }),
    chime: (verdict) => {
      const chime = chimeOf(this, verdict);
      if (chime !== null) void this.#sound.chime(chime);
    },
    secondPerson: () => {
      this.#counts.second_person += 1;
    },
    serverFailed: (error) => this.#link.failed(error),
  });
  readonly visit = this.#visits.visit;
  readonly cameraCheck = new CameraCheck({
    refusal: () => this.#refusal(),
    betterTurn: async () => {
      const track = this.#track();
      if (!track) return null;
      const grab = () => grabTurned(track, 0);
      const find = (picture: ImageBitmap) => this.#vision.find(picture);
      // Without frames, or a worker, there is none that is known to be better.
      return betterTurn(cameraTurn(this.settings.value), grab, find).catch(() => null);
    },
    picture: async () => {
      const track = this.#track();
      if (!track) throw new Error('the camera has gone');
      return checkPicture(await grabTurned(track, cameraTurn(this.settings.value)), CHECK_BYTES);
    },
    send: (id, jpeg) => this.#client.cameraCheck(id, jpeg),
    refuse: (id, reason) => this.#client.refuseCameraCheck(id, reason),
    announcedMs: CHECK_ANNOUNCED_MS,
  });
  readonly #vision = new Vision({
    settings: () => this.settings.value,
    turn: () => cameraTurn(this.settings.value),
    idle: () => this.visit.value.state.at === 'idle',
    spare: () => !JUDGING.has(this.visit.value.state.at),
    settled: () => SETTLED.has(this.visit.value.state.at),
    frame: ({ observation, frame, takenAt, ms }) => {
      const now = performance.now();
      this.#camera.frame(frame, now);
      this.#rest.frame(this.#stirs(observation), now);
      if (this.server.value === 'ok') this.#visits.see(observation, takenAt, now - takenAt - ms);
    },
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
    () => this.vision.value.at === 'ready',
  );
  readonly #heartbeat = new Heartbeat(
    () => ({
      state: this.visit.value.state,
      camera: this.camera.value,
      cameraLabel: this.#camera.label,
      visionAt: this.vision.value.at,
      vision: this.#vision.report(),
      frameMs: this.#vision.stats.ms(),
      counts: this.#counts,
      screen: shownOf(this, this.#scene.value),
    }),
    (beat) => this.#client.heartbeat(beat),
    this.#link,
  );
  readonly #events = new ServerEvents({
    event: (event) => this.#onServerEvent(event),
    state: (state) => {
      if (state === 'away' && this.server.value === 'ok') this.#counts.server_away += 1;
      this.#link.stream(state);
    },
  });

  constructor(search: string) {
    const query = new URLSearchParams(search);
    const url = query.get('source');
    this.#source = url ? { url, fps: Number(query.get('fps')) || DEFAULT_REPLAY_FPS } : null;
    this.pairing = { code: this.#pairing.code, oldAddress: query.has('pair') };
    this.replayed = url !== null || query.has('replayed');
  }

  async start(): Promise<void> {
    this.#events.start();
    this.#followScreens();
    this.#visits.start();
    this.#heartbeat.start();
    if (this.#source) {
      await this.#vision.start();
      await this.#replay(this.#source.url, this.#source.fps);
    } else {
      await Promise.all([this.#vision.start(), this.#camera.start()]);
    }
  }

  /** What the voice says and the language that a visitor chose follow what the screens show. */
  #followScreens(): void {
    const prompt = computed(() => this.#scene.value.say);
    effect(() => this.#sound.say(prompt.value, this.language.current.value));
    const at = computed(() => this.visit.value.state.at);
    const shown = steady(() => shownOf(this, this.#scene.value));
    effect(() => {
      shown.value;
      untracked(() => this.#heartbeat.changed());
    });
    effect(() => this.language.follow(at.value));
    const somebody = computed(() => at.value !== 'idle');
    effect(() => this.#sound.attend(somebody.value));
    const paired = computed(() => this.server.value !== 'not_paired');
    effect(() => this.#pairing.follow(paired.value));
    // A call stops the visit; a visit that goes on, or is over, ends the call.
    const calling = computed(() => this.staffCall.state.value !== 'none');
    effect(() => {
      const open = calling.value;
      untracked(() => this.#visits.call(open));
    });
    effect(() => {
      if (at.value !== 'called') untracked(() => this.staffCall.end());
    });
    effect(() => {
      if (at.value === 'unseen') this.#counts.unseen += 1;
    });
  }

  async #replay(url: string, fps: number): Promise<void> {
    try {
      await replay(url, fps, {
        began: () => {
          this.camera.value = 'live';
        },
        follow: (bitmap, at) => this.#vision.follow(bitmap, at),
        frame: (observation, at) => {
          this.#replayClock = at;
          this.#visits.see(observation, at);
        },
      });
    } catch (error) {
      this.vision.value = { at: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }

  #context(): VisitContext {
    return {
      settings: this.settings.value,
      model: this.vision.value.at === 'ready' ? this.vision.value.ready.modelVersion : 'none',
      replayed: this.replayed,
      thermometerBroken: this.#thermometerBroken,
      newId: () => newVisitId(),
    };
  }

  #track(): MediaStreamTrack | undefined {
    return this.stream.value?.getVideoTracks()[0];
  }

  /** Somebody is there, or something moves. */
  #stirs({ faces, others, movement, changed }: Sighting): boolean {
    const visited = this.visit.peek().state.at !== 'idle';
    return visited || changed || faces.length + others.length > 0 || movement !== null;
  }

  /** Why no picture may be taken for an admin now. */
  #refusal(): CheckRefusal | null {
    if (this.camera.value !== 'live' || this.stream.value === null) return 'no_camera';
    const { state, face, others } = this.visit.value;
    return state.at !== 'idle' || face !== null || others > 0 ? 'person_in_view' : null;
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
    if (!track) return;
    this.#rest.frame(true, performance.now());
    this.#vision.watch(track);
  }

  #onServerEvent(event: ServerEvent): void {
    switch (event.type) {
      case 'reading':
        this.#reading.take(event.reading);
        this.simulatedThermometer.value = event.reading.simulated;
        break;
      case 'thermometer':
        this.simulatedThermometer.value = event.simulated;
        this.#thermometerBroken = event.broken;
        if (event.broken) this.#reading.clear();
        break;
      case 'settings':
        this.settings.value = event.settings;
        this.#camera.choose();
        this.#vision.turn();
        break;
      case 'lock':
        this.locked.value = event.locked;
        break;
      case 'call_state':
        this.told.value = { call: event.state, trouble: event.trouble_told };
        this.staffCall.heard(event.state);
        break;
      case 'camera_check':
        void this.cameraCheck.start(event.id);
        break;
      case 'sound':
        void this.#sound.chime('alarm');
        break;
      case 'sound_check':
        void this.#sound.chime('pass');
        break;
      case 'reload':
        location.reload();
        break;
      case 'visit':
        if (event.verdict.verdict === 'staff') this.#visits.letIn(event.verdict);
        break;
      case 'health':
      case 'alarm':
      case 'call':
      case 'screen':
        break;
    }
  }
}
