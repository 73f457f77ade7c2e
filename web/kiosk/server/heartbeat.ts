import type { Heartbeat as Beat, KioskScreen, VisionState } from '../../../edge-server/contract/index.ts';
import type { CameraState } from '../camera/watch.ts';
import type { Vision } from '../vision/vision.ts';
import type { VisitState } from '../visit/state.ts';
import type { ServerLink } from './state.ts';

const EVERY_MS = 5000;
/** A screen that has changed is told this much later: a run of changes is one beat. */
const CHANGED_MS = 500;

/** What a heartbeat tells, as it is at this moment. */
export interface KioskCondition {
  state: VisitState;
  camera: CameraState;
  cameraLabel: string;
  /** What the page's vision is doing while no worker is warm; `failed` raises an alarm. */
  visionAt: string;
  vision: ReturnType<Vision['report']>;
  /** Median ms of a frame. */
  frameMs: number | null;
  counts: VisionState['counts'];
  screen: KioskScreen;
}

/** Tells the server every 5 s, and soon after each change of its screen, that the page lives, and how. */
export class Heartbeat {
  readonly #condition: () => KioskCondition;
  readonly #send: (beat: Beat) => Promise<void>;
  readonly #link: Pick<ServerLink, 'answered' | 'failed'>;
  #beats: ReturnType<typeof setInterval> | undefined;
  #soon: ReturnType<typeof setTimeout> | undefined;

  /** @param send has a time limit of its own */
  constructor(
    condition: () => KioskCondition,
    send: (beat: Beat) => Promise<void>,
    link: Pick<ServerLink, 'answered' | 'failed'>,
  ) {
    this.#condition = condition;
    this.#send = send;
    this.#link = link;
  }

  /** The first at once. */
  start(): void {
    this.#beats = setInterval(() => void this.#beat(), EVERY_MS);
    void this.#beat();
  }

  stop(): void {
    clearInterval(this.#beats);
    clearTimeout(this.#soon);
    this.#beats = undefined;
    this.#soon = undefined;
  }

  /** The screen shows something else. */
  changed(): void {
    if (this.#beats === undefined || this.#soon !== undefined) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      void this.#beat();
    }, CHANGED_MS);
  }

  async #beat(): Promise<void> {
    try {
      await this.#send(beatOf(this.#condition()));
      this.#link.answered();
    } catch (error) {
      this.#link.failed(error);
    }
  }
}

function beatOf(now: KioskCondition): Beat {
  const { state, camera, vision } = now;
  return {
    state: state.at,
    camera,
    backend: vision?.backend ?? now.visionAt,
    threads: vision?.threads ?? 0,
    frame_ms: now.frameMs,
    visit: 'attempt' in state ? state.attempt.id : null,
    vision: vision && { ...vision, camera_label: now.cameraLabel, counts: { ...now.counts } },
    screen: now.screen,
    open_s: Math.round(performance.now() / 1000),
  };
}
