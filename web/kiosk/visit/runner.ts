import { type ReadonlySignal, signal } from '@preact/signals';
import type { Evidence, Verdict, VerdictKind } from '../../../edge-server/contract/index.ts';
import { ApiError } from '../../shared/call.ts';
import { step } from './machine.ts';
import { Reload, type ReloadNeeds } from './reload.ts';
import {
  type Effect,
  START,
  type Visit,
  type VisitContext,
  type VisitEvent,
  type VisitState,
} from './state.ts';
import { type Sighting, unseenIn, type Visitor, visitorIn } from './visitor.ts';

const TICK_MS = 250;
/** A frame that waited longer for the page shows what may be over. */
const LATE_MS = 1000;
/** The server's own limit comes first; this one is for a server that has gone. */
const POST_MARGIN_MS = 4000;

/** States in which an attempt gathers frames, so that a picture of it may be wanted. */
const GATHERING: readonly VisitState['at'][] = ['checking', 'deny', 'adjust'];

/** Refusals of a post that the same evidence would meet again. */
const FINAL: readonly ApiError['code'][] = [
  'visit_abandoned',
  'visit_conflict',
  'stale_visit',
  'invalid_request',
];

/** What a visit needs of the rest of the kiosk. */
export interface VisitNeeds<Picture> {
  /** ms on the frames' clock. */
  now(): number;
  reload: ReloadNeeds;
  /** Does the work every so many ms of a page that is awake, until the returned function is called. */
  every(ms: number, work: () => void): () => void;
  context(): VisitContext;
  server: {
    open(id: string): Promise<void>;
    abandon(id: string): Promise<void>;
    post(evidence: Evidence, limitMs: number): Promise<Verdict>;
    capture(id: string, picture: Picture): Promise<void>;
  };
  /** The visit's best picture, where the site keeps pictures. */
  snapshot: {
    consider(visitor: Visitor, sighting: Sighting): void;
    take(): Promise<Picture | null>;
    drop(): void;
  };
  chime(verdict: VerdictKind): void;
  /** A check was posted during which a second person stood before the kiosk. */
  secondPerson(): void;
  serverFailed(error: unknown): void;
}

/** Runs the visit machine: frames, answers and time go in as events, and the effects it returns are done. */
export class VisitRunner<Picture> {
  readonly #visit = signal<Visit>(START);
  readonly #needs: VisitNeeds<Picture>;
  readonly #reload: Reload;
  #stopTicks: () => void = () => undefined;
  /** Visits whose picture is being made; one whose visitor goes away meanwhile is taken out. */
  readonly #pictured = new Set<string>();

  constructor(needs: VisitNeeds<Picture>) {
    this.#needs = needs;
    this.#reload = new Reload(needs.reload);
  }

  get visit(): ReadonlySignal<Visit> {
    return this.#visit;
  }

  /** Goes on after a reload; from now on limits hold without frames, too. */
  start(): void {
    const { every, now } = this.#needs;
    this.#visit.value = this.#reload.first(now());
    this.#stopTicks = every(TICK_MS, () => this.#dispatch({ type: 'tick', at: now() }));
  }

  stop(): void {
    this.#stopTicks();
  }

  /** A person let somebody in: the visit ends with it. */
  letIn(verdict: Verdict): void {
    this.#dispatch({ type: 'let_in', at: this.#needs.now(), verdict });
  }

  /** The visitor calls staff, or that call is over. */
  call(open: boolean): void {
    this.#dispatch({ type: open ? 'call' : 'call_over', at: this.#needs.now() });
  }

  /**
   * A frame was judged.
   * @param at when it was taken, ms on the frames' clock
   * @param waited ms for which its answer waited for the page
   */
  see(sighting: Sighting, at: number, waited = 0): void {
    const visitor = visitorIn(sighting, this.#visit.value.face?.face.id ?? null);
    const late = waited > LATE_MS;
    this.#dispatch({ type: 'frame', at, visitor, unseen: unseenIn(sighting), late });
    const gathering = GATHERING.includes(this.#visit.value.state.at);
    if (visitor && gathering && this.#keepsPictures()) this.#needs.snapshot.consider(visitor, sighting);
  }

  #dispatch(event: VisitEvent): void {
    const { visit, effects } = step(this.#visit.value, event, this.#needs.context());
    this.#visit.value = visit;
    this.#reload.note(visit);
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: Effect): void {
    const { server, snapshot, chime, secondPerson, serverFailed } = this.#needs;
    switch (effect.type) {
      case 'open':
        server.open(effect.id).catch(serverFailed);
        break;
      case 'abandon':
        snapshot.drop();
        this.#pictured.delete(effect.id);
        server.abandon(effect.id).catch(serverFailed);
        break;
      case 'post':
        if (effect.others > 0) secondPerson();
        void this.#post(effect.evidence);
        void this.#capture(effect.evidence.id);
        break;
      case 'chime':
        chime(effect.verdict);
        break;
    }
  }

  async #post(evidence: Evidence): Promise<void> {
    const { now, context, server, serverFailed } = this.#needs;
    try {
      const limit = context().settings.temperatureTimeout * 1000 + POST_MARGIN_MS;
      const verdict = await server.post(evidence, limit);
      this.#dispatch({ type: 'verdict', at: now(), verdict });
    } catch (error) {
      serverFailed(error);
      const again = !(error instanceof ApiError && FINAL.includes(error.code));
      this.#dispatch({ type: 'failed', at: now(), id: evidence.id, again });
    }
  }

  /** Sends the visit's picture. The visit does not depend on it. */
  async #capture(id: string): Promise<void> {
    this.#pictured.add(id);
    const picture = await this.#needs.snapshot.take().catch(() => null);
    // Of a visit that came to nothing nothing is sent, and the server would not take it.
    if (!this.#pictured.delete(id) || picture === null || !this.#keepsPictures()) return;
    await this.#needs.server.capture(id, picture).catch(this.#needs.serverFailed);
  }

  #keepsPictures(): boolean {
    return this.#needs.context().settings.captures === 'on';
  }
}
