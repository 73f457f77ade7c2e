import type { Evidence, Verdict } from '../../../../edge-server/contract/index.ts';
import { DEFAULT_SETTINGS } from '../../../../edge-server/contract/index.ts';
import type { Box, Face } from '../../../../models/pipeline/face.ts';
import { FaceFollower } from '../../../../models/pipeline/follow.ts';
import { type Frame, frameFromRgba } from '../../../../models/pipeline/frame.ts';
import type { Label } from '../../../../models/pipeline/labels.ts';
import { VisitRunner } from '../../../../web/kiosk/visit/runner.ts';
import type { VisitState } from '../../../../web/kiosk/visit/state.ts';
import type { Sighting } from '../../../../web/kiosk/visit/visitor.ts';
import { isAwake } from '../../../../web/shared/awake.ts';
import { ApiError } from '../../../../web/shared/call.ts';
import { faceAt } from '../../../models/pipeline/faces.ts';
import { face as judged } from './faces.ts';

/** What stands still: the page's thread, the worker, the camera, or the server's answer on its way. */
export type Stalled = 'page' | 'worker' | 'camera' | 'answer';

/** One visitor before a kiosk that stands still once. Times in ms. */
export interface Stay {
  wears: Label;
  /** ms between two frames. */
  frameMs: number;
  /** Share of a face width by which the visitor sways. */
  sway: number;
  /** ms that the temperature takes. */
  measureMs: number;
  /** ms that the visitor stays after the door or the refusal. */
  linger: number;
  stall: {
    of: Stalled;
    /** Begins this long after the state was first reached. */
    at: VisitState['at'];
    after: number;
    ms: number;
    /** Face widths that the visitor steps aside meanwhile. */
    aside: number;
    /** What a page that wakes up handles first. */
    first: 'timers' | 'messages' | 'answers';
  };
  seed: number;
}

const STEP = 10;
const WIDTH = 640;
const FACE = 150;
const ENTERS = 500;
const WALK = 900;
/** Least ms of a step aside: whoever is quicker walks away, stall or not. */
const ASIDE = 700;
const LONGEST = 90_000;
/** ms from a frame to its message in the page. */
const LATENCY = 35;
const PICTURE: Frame = frameFromRgba(new Uint8Array(4), 1, 1);

interface Posted {
  evidence: Evidence;
  storedAt: number;
  limitAt: number;
  answer: PromiseWithResolvers<Verdict>;
}

/** The real runner, machine, follower and tracker before one simulated visitor, on a clock of its own. */
export class Entrance {
  /** What the server stored, once for each id. */
  readonly rows = new Map<string, Verdict & { attempt_of: string | null }>();
  pulses = 0;
  readonly #stay: Stay;
  readonly #random: () => number;
  readonly #follower: FaceFollower;
  readonly #runner: VisitRunner<never>;
  readonly #abandoned = new Set<string>();
  readonly #messages: { due: number; at: number; observation: Sighting }[] = [];
  readonly #posts = new Set<Posted>();
  #timer: { ms: number; work: () => void; due: number; last: number } | null = null;
  #now = 0;
  #ids = 0;
  #stallFrom: number | null = null;
  #goesAt: number | null = null;

  constructor(stay: Stay) {
    this.#stay = stay;
    this.#random = randomOf(stay.seed);
    this.#follower = new FaceFollower({
      detect: async (_: Frame, region?: Box) => this.#faces(region),
      classify: async (_: Frame, faces: readonly Face[]) => ({
        faces: faces.map((one) => ({ ...judged(stay.wears), ...one })),
        ms: { crop: 0, classify: 0 },
      }),
      standsUpright: async () => true,
    });
    this.#runner = new VisitRunner<never>({
      now: () => this.#now,
      every: (ms, work) => {
        this.#timer = { ms, work, due: ms, last: 0 };
        return () => undefined;
      },
      context: () => ({
        settings: DEFAULT_SETTINGS,
        model: 'm1',
        replayed: false,
        thermometerBroken: false,
        newId: () => `visit-${++this.#ids}`,
      }),
      reload: { now: () => 0, read: () => null, keep: () => undefined },
      server: {
        open: async () => undefined,
        abandon: async (id) => this.#abandon(id),
        post: (evidence, limit) => this.#post(evidence, limit),
        capture: async () => undefined,
      },
      snapshot: { consider: () => undefined, take: async () => null, drop: () => undefined },
      chime: () => undefined,
      secondPerson: () => undefined,
      serverFailed: () => undefined,
    });
  }

  /** Until the visitor has gone for 4 s. */
  async run(): Promise<this> {
    this.#runner.start();
    const { frameMs } = this.#stay;
    for (let frame = 0; this.#now < LONGEST; this.#now += STEP) {
      if (this.#goesAt !== null && this.#now > this.#goesAt + WALK + 4000 && !this.#stalls()) break;
      if (this.#now >= frame * frameMs) {
        frame += 1;
        await this.#shoot();
      }
      this.#serve();
      if (!this.#stalls('page')) await this.#turn();
      this.#watchForStall();
    }
    return this;
  }

  /** Visits that were stored as somebody new. */
  get visitors(): number {
    return [...this.rows.values()].filter(({ attempt_of }) => attempt_of === null).length;
  }

  #state(): VisitState {
    return this.#runner.visit.value.state;
  }

  #stalls(of: Stalled = this.#stay.stall.of): boolean {
    const { stall } = this.#stay;
    const from = this.#stallFrom;
    return of === stall.of && from !== null && this.#now >= from && this.#now < from + stall.ms;
  }

  #watchForStall(): void {
    const { stall } = this.#stay;
    if (this.#stallFrom === null && this.#state().at === stall.at && this.#now > ENTERS) {
      this.#stallFrom = this.#now + stall.after;
    }
  }

  /** Faces in the picture now; one in thirty is missed. */
  #faces(region?: Box): Face[] {
    const { sway, stall } = this.#stay;
    const now = this.#now;
    if (now < ENTERS || this.#random() < 0.03) return [];
    const aside = this.#stallFrom === null ? 0 : ramp((now - this.#stallFrom) / Math.max(ASIDE, stall.ms));
    const stands = 320 + FACE * (stall.aside * aside + sway * Math.sin(now / 400));
    const inward = ramp((now - ENTERS) / WALK);
    const outward = this.#goesAt === null ? 0 : ramp((now - this.#goesAt) / WALK);
    if (outward === 1) return [];
    const x = -100 + (stands + 100) * inward + 800 * outward;
    if (x > WIDTH + FACE / 4 || x < -FACE / 4) return [];
    const jitter = () => FACE * 0.015 * (2 * this.#random() - 1);
    const found = faceAt(x - FACE / 2 + jitter(), 160 + jitter(), FACE + jitter());
    if (!region) return [found];
    const [cx, cy] = [found.box[0] + FACE / 2, found.box[1] + FACE / 2];
    const [left, top, width, height] = region;
    return cx > left && cx < left + width && cy > top && cy < top + height ? [found] : [];
  }

  async #shoot(): Promise<void> {
    if (this.#stalls('worker') || this.#stalls('camera')) return;
    const seen = await this.#follower.observe(PICTURE, this.#now);
    this.#messages.push({
      due: this.#now + LATENCY,
      at: this.#now,
      observation: { ...seen, width: WIDTH, height: 480, movement: null },
    });
  }

  /** A turn of the page's thread. */
  async #turn(): Promise<void> {
    const work = { timers: this.#timers, messages: this.#receive, answers: this.#answer };
    const { first } = this.#stay.stall;
    await work[first].call(this);
    for (const name of ['messages', 'answers', 'timers'] as const)
      if (name !== first) await work[name].call(this);
  }

  async #timers(): Promise<void> {
    const timer = this.#timer!;
    if (this.#now < timer.due) return;
    const passed = this.#now - timer.last;
    timer.last = this.#now;
    timer.due = this.#now + timer.ms;
    if (isAwake(timer.ms, passed)) timer.work();
    for (const posted of this.#posts) {
      if (this.#now < posted.limitAt) continue;
      this.#posts.delete(posted);
      if (posted.storedAt > this.#now) this.#abandon(posted.evidence.id);
      posted.answer.reject(new ApiError('unreachable', 'no answer in time'));
    }
    await settled();
  }

  async #receive(): Promise<void> {
    if (!this.#due()) return;
    while (this.#due()) {
      const { observation, at } = this.#messages.shift()!;
      this.#runner.see(observation, at, this.#now - at - LATENCY);
      this.#leave();
    }
    await settled();
  }

  #due(): boolean {
    const [next] = this.#messages;
    return next !== undefined && next.due <= this.#now;
  }

  async #answer(): Promise<void> {
    if (this.#stalls('answer') || this.#posts.size === 0) return;
    for (const posted of this.#posts) {
      const row = this.rows.get(posted.evidence.id);
      if (!row) continue;
      this.#posts.delete(posted);
      posted.answer.resolve(row);
    }
    await settled();
    this.#leave();
  }

  /** The visitor goes some time after the door or the refusal. */
  #leave(): void {
    if (this.#goesAt !== null) return;
    if (this.pulses > 0 || this.#state().at === 'deny') this.#goesAt = this.#now + this.#stay.linger;
  }

  #post(evidence: Evidence, limit: number): Promise<Verdict> {
    if (this.#abandoned.has(evidence.id)) {
      return Promise.reject(new ApiError('visit_abandoned', 'the visit was abandoned'));
    }
    const takes = evidence.mask === 'mask' ? this.#stay.measureMs : 20;
    const answer = Promise.withResolvers<Verdict>();
    this.#posts.add({ evidence, storedAt: this.#now + takes, limitAt: this.#now + limit, answer });
    return answer.promise;
  }

  #abandon(id: string): void {
    if (!this.rows.has(id)) this.#abandoned.add(id);
    for (const posted of this.#posts) {
      if (posted.evidence.id !== id) continue;
      this.#posts.delete(posted);
      posted.answer.reject(new ApiError('visit_abandoned', 'the visit was abandoned'));
    }
  }

  #serve(): void {
    for (const { evidence, storedAt } of this.#posts) {
      if (this.#now < storedAt || this.rows.has(evidence.id)) continue;
      const pass = evidence.mask === 'mask';
      if (pass) this.pulses += 1;
      this.rows.set(evidence.id, { ...this.#verdict(evidence), attempt_of: evidence.attempt_of });
      this.#leave();
    }
  }

  #verdict({ id, mask, attempt_of }: Evidence): Verdict {
    const wrong = attempt_of === null ? 'adjust' : 'deny';
    const verdict = mask === 'mask' ? 'pass' : mask === 'no_mask' ? 'deny' : wrong;
    return {
      id,
      verdict,
      reasons: [],
      ispass: verdict === 'pass',
      cause: null,
      call_staff: false,
      temperature: null,
      visited: '2026-11-24T00:00:00.000Z',
      simulated: true,
    };
  }
}

const ramp = (share: number) => Math.max(0, Math.min(1, share));

/** Promises that are resolved already have run their continuations. */
async function settled(): Promise<void> {
  for (let i = 0; i < 6; i++) await null;
}

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
