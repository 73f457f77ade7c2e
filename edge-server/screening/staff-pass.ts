import { v7 as uuidv7 } from 'uuid';
import { auditEntry } from '../access/audit.ts';
import type { Clock } from '../clock/clock.ts';
import type { ClockWatch } from '../clock/clock-watch.ts';
import type { Log } from '../common/log.ts';
import { SOFTWARE } from '../common/version.ts';
import {
  type Principal,
  rowOf,
  type StaffPassRequest,
  type StaffPassResult,
  Verdict,
  type VisitStep,
} from '../contract/index.ts';
import type { Store } from '../store/store.ts';
import type { Thermometer } from '../thermometer/thermometer.ts';
import type { Door } from './door.ts';
import type { VisitRegistry } from './registry.ts';
import type { VisitSteps } from './steps.ts';
import { timedStep } from './timeline.ts';

/** Answers that are kept for a page that asks again, the oldest go first. */
const MOST_KEPT = 64;

export interface StaffPassOptions {
  clock: Clock;
  clockWatch: Pick<ClockWatch, 'stamp'>;
  kioskId: string;
  store: Pick<Store, 'saveVisit' | 'saveStep' | 'visitDetail'>;
  thermometer: Pick<Thermometer, 'status'>;
  door: Door;
  registry: Pick<VisitRegistry, 'abandonAll'>;
  steps: Pick<VisitSteps, 'pending' | 'wake'>;
  modelVersion: () => string | null;
  log: Pick<Log, 'warn'>;
  /** Called once for each stored verdict. */
  onVerdict: (verdict: Verdict) => void;
  /** A step that is not done again. */
  onStepFailed: (id: string, step: VisitStep) => void;
}

/**
 * A person lets somebody in. The row of the visit and the entry of the audit log are one transaction, on disk
 * before the door is opened; the pulse obeys the rules of every verdict (door.ts): within 3 s, once, never past a
 * rule's lock. Nothing was looked at, so the row has no mask and no temperature. It ends every visit that is under way:
 * nothing may be stored of somebody who is in.
 */
export class StaffPass {
  readonly #options: StaffPassOptions;
  /** By the request's key. */
  readonly #answers = new Map<string, Promise<StaffPassResult>>();

  constructor(options: StaffPassOptions) {
    this.#options = options;
  }

  /** @throws {StoreError} nothing was stored, and no door was opened */
  letIn(actor: Pick<Principal, 'id'>, request: StaffPassRequest): Promise<StaffPassResult> {
    const known = this.#answers.get(request.key);
    if (known !== undefined) return known;
    const answer = this.#letIn(actor, request);
    this.#answers.set(request.key, answer);
    // What was not stored may be tried again.
    answer.catch(() => this.#answers.delete(request.key));
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MOST_KEPT && oldest !== undefined) this.#answers.delete(oldest);
    return answer;
  }

  async #letIn(actor: Pick<Principal, 'id'>, request: StaffPassRequest): Promise<StaffPassResult> {
    const { clock, clockWatch, store, steps, door, registry, kioskId, modelVersion, log } = this.#options;
    const judgedAt = clock.monotonic();
    const verdict = this.#verdict(request);
    const stamp = clockWatch.stamp();
    const row = rowOf({
      evidence: null,
      verdict,
      kioskId,
      attemptOf: request.attempt_of,
      model: modelVersion() ?? 'none',
      serverMs: 0,
      software: SOFTWARE,
      clock: stamp.quality,
    });
    const judged = [
      timedStep(clock, 'verdict', judgedAt, judgedAt),
      timedStep(clock, 'stored', judgedAt, null),
      ...steps.pending(verdict),
    ];
    const { reason, note } = request;
    const audited = auditEntry(clock, {
      actor: actor.id,
      action: 'door.staff_pass',
      target: `visit:${verdict.id}`,
      after: { reason, note },
    });
    const visit = { row, bodyHash: `staff:${request.key}`, answer: JSON.stringify(verdict), stamp };
    await store.saveVisit(visit, judged, [audited]);
    const storedAt = clock.monotonic();
    const opening = door.open(verdict, judgedAt);
    this.#options.onVerdict(verdict);
    registry.abandonAll();
    steps.wake();
    const result = await opening;
    const opened = timedStep(clock, 'door', storedAt, clock.monotonic(), result.outcome, result.error);
    if (result.outcome === 'failed') this.#options.onStepFailed(verdict.id, opened);
    await Promise.all([
      store.saveStep(verdict.id, timedStep(clock, 'stored', judgedAt, storedAt)),
      store.saveStep(verdict.id, opened),
    ]).catch((cause: unknown) =>
      // The door has opened: a refusal now would have it opened again.
      log.warn({ visit: verdict.id, err: cause }, 'steps could not be noted'),
    );
    return { verdict, door: result };
  }

  #verdict({ reason, attempt_of }: StaffPassRequest): Verdict {
    const { clock, thermometer, store } = this.#options;
    const followed = attempt_of === null ? null : store.visitDetail(attempt_of);
    return Verdict.parse({
      id: uuidv7({ msecs: clock.now().getTime() }),
      verdict: 'staff',
      ispass: true,
      reasons: [reason],
      cause: null,
      call_staff: false,
      temperature: null,
      visited: clock.now().toISOString(),
      // A simulated board has no relay; and a visitor out of a recording opens no real one, whoever lets him in.
      simulated: thermometer.status().simulated || followed?.simulated === true,
    });
  }
}
