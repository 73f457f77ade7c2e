import { createHash } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { ClockWatch } from '../clock/clock-watch.ts';
import { CodedError } from '../common/coded-error.ts';
import type { Log } from '../common/log.ts';
import { SOFTWARE } from '../common/version.ts';
import {
  awaitsTemperature,
  type Evidence,
  rowOf,
  type Settings,
  timeOfId,
  Verdict,
  type VisitStep,
} from '../contract/index.ts';
import type { Store, StoredVisit } from '../store/store.ts';
import type { Thermometer } from '../thermometer/thermometer.ts';
import type { Calibrator } from './calibrator.ts';
import type { Door } from './door.ts';
import { measure } from './measure.ts';
import type { Outage } from './outage.ts';
import { type Judgement, judge, type Measurement, type Mendable } from './policy.ts';
import type { ReadingBuffer } from './reading-buffer.ts';
import type { Asked, VisitClient, VisitRegistry } from './registry.ts';
import type { VisitSteps } from './steps.ts';
import { timedStep } from './timeline.ts';
import { settingsInForce } from './uncalibrated.ts';

/** ms that an id's time may be away from the server's clock. */
export const STALE_MS = 120_000;

export type VisitRefusal = 'visit_abandoned' | 'visit_conflict' | 'stale_visit' | 'too_busy';

/** A visit that gets no verdict; the code tells the page why. */
export class VisitError extends CodedError<VisitRefusal> {
  override readonly name = 'VisitError';
}

export interface ScreeningOptions {
  clock: Clock;
  clockWatch: Pick<ClockWatch, 'stamp'>;
  kioskId: string;
  settings: () => Settings;
  store: Pick<Store, 'saveVisit' | 'saveStep'> & { findVisit(id: string): StoredAnswer | null };
  thermometer: Thermometer;
  buffer: ReadingBuffer;
  outage: Outage;
  registry: VisitRegistry;
  calibrator: Pick<Calibrator, 'context' | 'calibrated'>;
  door: Door;
  steps: VisitSteps;
  log: Log;
  /** A step that is not tried again. */
  onStepFailed: (id: string, step: VisitStep) => void;
  /** Called once for each stored verdict. */
  onVerdict: (verdict: Verdict) => void;
}

const NOT_ALLOWED = { outcome: 'skipped', error: 'the client may not open the door' } as const;

type StoredAnswer = Pick<StoredVisit, 'bodyHash' | 'answer'>;

/** A visit that is being judged, and how many requests wait for it. */
interface Pending {
  bodyHash: string;
  waiting: number;
  verdict: Promise<Verdict>;
}

/**
 * Turns evidence into a stored verdict, once for each id. The order is: an answer that is stored already,
 * one that is on its way, a new one. A verdict is announced and the door opened only after the row is on disk.
 */
export class Screening {
  readonly #options: ScreeningOptions;
  readonly #pending = new Map<string, Pending>();

  constructor(options: ScreeningOptions) {
    this.#options = options;
  }

  /**
   * A client says that a face is there or gone.
   * @throws {VisitError}
   */
  presence(id: string, present: boolean, client: VisitClient): void {
    const { registry, thermometer, store } = this.#options;
    if (!present) registry.abandon(id, client);
    else if (store.findVisit(id) === null) {
      this.#refuseStale(id);
      this.#openVisit(id, client);
    }
    thermometer.simulateVisitor(registry.size > 0);
  }

  /** A visit that was opened and not looked at, and may come again under its id. */
  release(id: string): void {
    const { registry, thermometer } = this.#options;
    registry.close(id);
    thermometer.simulateVisitor(registry.size > 0);
  }

  /** Whether this visit stands before the kiosk or is stored. */
  knows(id: string): boolean {
    return this.#options.registry.has(id) || this.#options.store.findVisit(id) !== null;
  }

  /**
   * The verdict of a visit.
   * @param mayOpen whether a pass opens the door: the kiosk page's does, a thin client's needs its own scope
   * @param signal aborts when the request broke off: without anyone waiting the visit is abandoned, no row
   * @throws {VisitError} nothing was stored
   * @throws {StoreError} nothing was stored, the page may send the same visit again
   */
  async submit(
    evidence: Evidence,
    signal: AbortSignal,
    client: VisitClient,
    mayOpen: boolean,
  ): Promise<Verdict> {
    const bodyHash = createHash('sha256').update(JSON.stringify(evidence)).digest('hex');
    const stored = this.#options.store.findVisit(evidence.id);
    if (stored) {
      if (stored.bodyHash !== bodyHash) throw new VisitError('visit_conflict');
      return Verdict.parse(JSON.parse(stored.answer));
    }
    let pending = this.#pending.get(evidence.id);
    if (pending && pending.bodyHash !== bodyHash) throw new VisitError('visit_conflict');
    if (!pending) {
      this.#refuseStale(evidence.id);
      this.#openVisit(evidence.id, client);
      const verdict = this.#judge(evidence, bodyHash, mayOpen).finally(() =>
        this.#pending.delete(evidence.id),
      );
      pending = { bodyHash, waiting: 0, verdict };
      this.#pending.set(evidence.id, pending);
    }
    return this.#wait(evidence.id, pending, signal, client);
  }

  async #wait(id: string, pending: Pending, signal: AbortSignal, client: VisitClient): Promise<Verdict> {
    const leave = () => {
      pending.waiting -= 1;
      if (pending.waiting === 0) this.presence(id, false, client);
    };
    pending.waiting += 1;
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    try {
      return await pending.verdict;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  async #judge(evidence: Evidence, bodyHash: string, mayOpen: boolean): Promise<Verdict> {
    const { clock, registry, thermometer, buffer, outage, calibrator } = this.#options;
    // One copy for the whole visit: a change of settings is for the next one.
    const settings = this.#options.settings();
    const startedAt = clock.monotonic();
    const { openedAt, signal } = registry.judge(evidence.id);
    thermometer.simulateVisitor(true);
    try {
      const before = calibrator.calibrated;
      const awaited = awaitsTemperature(evidence.mask, settingsInForce(settings, before));
      const context = () => calibrator.context();
      const measurement = awaited
        ? await measure({ buffer, outage, clock, settings, context, openedAt, signal })
        : null;
      const measuredAt = clock.monotonic();
      if (signal.aborted) throw new VisitError('visit_abandoned');

      const judgedAt = clock.monotonic();
      const asked = registry.asked(evidence.attempt_of);
      const overdue = (reason: Mendable) => {
        const since = asked.get(reason);
        return since !== undefined && judgedAt - since >= settings.adjustSeconds * 1000;
      };
      // A calibration meanwhile is for the next visit, and a client's first reading names a thermometer.
      const calibrated = before && calibrator.calibrated;
      const judgement = judge({
        ...{ mask: evidence.mask, cause: evidence.cause },
        ...{ measurement, settings, calibrated, overdue },
      });
      const verdict = this.#toVerdict(evidence, judgement, measurement);
      const steps = this.#stepsSoFar({ evidence, measurement, openedAt, startedAt, measuredAt, judgedAt });
      const stamp = this.#options.clockWatch.stamp();
      const row = rowOf({
        evidence,
        verdict,
        kioskId: this.#options.kioskId,
        attemptOf: evidence.attempt_of,
        model: evidence.model,
        serverMs: Math.round(judgedAt - startedAt),
        software: SOFTWARE,
        clock: stamp.quality,
      });
      const pending = this.#options.steps.pending(verdict);
      await this.#options.store.saveVisit(
        { row, bodyHash, answer: JSON.stringify(verdict), stamp, curve: evidence.curve },
        [...steps, ...pending],
      );

      registry.remember(evidence.id, nextAsked(asked, judgement, judgedAt));
      void this.#finish(verdict, judgedAt, mayOpen);
      this.#options.onVerdict(verdict);
      return verdict;
    } finally {
      registry.close(evidence.id);
      thermometer.simulateVisitor(registry.size > 0);
    }
  }

  /** The steps that are stored together with the verdict; `stored` ends only when it is. */
  #stepsSoFar(visit: {
    evidence: Evidence;
    measurement: Measurement | null;
    openedAt: number;
    startedAt: number;
    measuredAt: number;
    judgedAt: number;
  }): VisitStep[] {
    const { clock } = this.#options;
    const { evidence, measurement, openedAt, startedAt, measuredAt, judgedAt } = visit;
    const fault = measurement === null || measurement.kind === 'estimate' ? null : measurement.fault;
    // A posted picture has no time of looking: it came, waited behind others, and was judged.
    const lookedAt = evidence.duration_ms > 0 ? startedAt - evidence.duration_ms : openedAt;
    const reading = measurement === null ? 'skipped' : fault === null ? 'done' : 'failed';
    return [
      timedStep(clock, 'face_seen', openedAt, openedAt),
      timedStep(clock, 'evidence', lookedAt, startedAt),
      timedStep(clock, 'reading', startedAt, measuredAt, reading, fault),
      timedStep(clock, 'verdict', measuredAt, judgedAt),
      timedStep(clock, 'stored', judgedAt, null),
    ];
  }

  /** What follows a stored verdict; nobody waits for it and nothing of it can undo the verdict. */
  async #finish(verdict: Verdict, judgedAt: number, mayOpen: boolean): Promise<void> {
    const { clock, door, steps, store, log } = this.#options;
    const storedAt = clock.monotonic();
    steps.wake();
    const { outcome, error } = mayOpen ? await door.open(verdict, judgedAt) : NOT_ALLOWED;
    const opened = timedStep(clock, 'door', storedAt, clock.monotonic(), outcome, error);
    if (outcome === 'failed') this.#options.onStepFailed(verdict.id, opened);
    const stored = timedStep(clock, 'stored', judgedAt, storedAt);
    await Promise.all([store.saveStep(verdict.id, stored), store.saveStep(verdict.id, opened)]).catch(
      (cause: unknown) => log.warn({ visit: verdict.id, err: cause }, 'steps could not be noted'),
    );
  }

  #toVerdict(evidence: Evidence, judgement: Judgement, measurement: Measurement | null): Verdict {
    // An awaited temperature that a simulated device did not give is a simulated absence.
    const simulated = measurement !== null && this.#options.thermometer.status().simulated;
    // Parsed, so that the keys stand in the schema's order: a repeated answer is the same to the letter.
    return Verdict.parse({
      id: evidence.id,
      ...judgement,
      ispass: judgement.verdict === 'pass',
      visited: this.#options.clock.now().toISOString(),
      simulated: evidence.replayed || simulated || (judgement.temperature?.simulated ?? false),
    });
  }

  #openVisit(id: string, client: VisitClient): void {
    const outcome = this.#options.registry.open(id, client);
    if (outcome === 'taken') throw new VisitError('visit_conflict');
    if (outcome === 'abandoned') throw new VisitError('visit_abandoned');
    if (outcome === 'too_many') throw new VisitError('too_busy');
  }

  #refuseStale(id: string): void {
    if (Math.abs(timeOfId(id) - this.#options.clock.now().getTime()) > STALE_MS) {
      throw new VisitError('stale_visit');
    }
  }
}

/** What the visitor has been asked so far, with this verdict's own request added. */
function nextAsked(asked: Asked, judgement: Judgement, now: number): Asked {
  if (judgement.verdict === 'pass') return new Map();
  const next = new Map(asked);
  const [reason] = judgement.reasons;
  if (judgement.verdict === 'adjust' && reason !== undefined && !next.has(reason as Mendable)) {
    next.set(reason as Mendable, now);
  }
  return next;
}
