import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { Evidence, Problem } from '../../edge-server/contract/index.ts';
import type { Random } from '../../models/training/common/random.ts';
import { evidence } from '../edge-server/doubles/evidence.ts';
import type { Ledger, PostedVisit } from './ledger.ts';

/** Pauses before each further try, as the kiosk page has them; the last one again and again. */
const RETRY_AFTER_MS = [300, 1000, 2000];
const ANSWER_MS = 8000;
/** All tries of a visit together; then the page calls staff, and nobody was answered. */
const GIVE_UP_MS = 20_000;
/** Visits of the past that are asked for again. */
const REMEMBERED = 200;

/** What the page may be told while the machine suffers. All but these is a violation. */
const EXPECTED = ['busy', 'store_full', 'not_ready', 'too_busy'];
/** These also, when the visit was never answered: its request broke off, or the clock was set meanwhile. */
const EXPECTED_BEFORE_ANSWER = ['visit_abandoned', 'stale_visit'];

export interface VisitorOptions {
  url: string;
  headers: () => Record<string, string>;
  ledger: Ledger;
  random: Random;
  /** The device's wall clock: the page's ids are made by it. */
  now: () => number;
}

/** Posts visits as the page does: the same id and body until it is answered. */
export class Visitor {
  readonly #options: VisitorOptions;
  readonly #answered: PostedVisit[] = [];

  constructor(options: VisitorOptions) {
    this.#options = options;
  }

  /** One new visit that needs no temperature, or now and then one that was answered long ago. */
  async next(): Promise<void> {
    const { random, ledger } = this.#options;
    if (this.#answered.length > 0 && random.chance(0.05)) {
      await this.repeat(random.pick(this.#answered));
      return;
    }
    const visit = ledger.post(this.#evidence());
    await this.post(visit, random.chance(0.03));
  }

  /** Posts a visit until it has a verdict. @param leaves whether the first request is broken off midway */
  async post(visit: PostedVisit, leaves = false): Promise<void> {
    try {
      await this.#tries(visit, leaves);
    } finally {
      visit.endedAt = Date.now();
    }
    if (visit.answer === null) return;
    this.#answered.push(visit);
    if (this.#answered.length > REMEMBERED) this.#answered.shift();
  }

  /** Asks once more for an answer that was given: it has to be the same, and to move nothing. */
  async repeat(visit: PostedVisit): Promise<void> {
    if (visit.answer !== null) await this.#tries(visit, false);
  }

  async #tries(visit: PostedVisit, leaves: boolean): Promise<void> {
    const end = performance.now() + GIVE_UP_MS;
    for (let tries = 0; performance.now() < end; tries++) {
      const limit = leaves && tries === 0 ? this.#options.random.between(1, 40) : ANSWER_MS;
      if (await this.#try(visit, limit)) return;
      await sleep(RETRY_AFTER_MS[Math.min(tries, RETRY_AFTER_MS.length - 1)]);
    }
    this.#options.ledger.refuse('given up');
  }

  /** @returns whether there is nothing more to be had */
  async #try(visit: PostedVisit, limitMs: number): Promise<boolean> {
    const { url, headers, ledger } = this.#options;
    let status: number;
    let text: string;
    try {
      const answer = await fetch(`${url}/api/visits`, {
        method: 'POST',
        headers: headers(),
        body: JSON.stringify(visit.evidence),
        signal: AbortSignal.timeout(Math.ceil(limitMs)),
      });
      status = answer.status;
      text = await answer.text();
    } catch {
      ledger.refuse('unreachable');
      return false;
    }
    if (status === 200) {
      ledger.answer(visit, text);
      return true;
    }
    const code = codeOf(text);
    ledger.refuse(code);
    if (EXPECTED.includes(code)) return false;
    if (visit.answer !== null || !EXPECTED_BEFORE_ANSWER.includes(code)) {
      const before = visit.answer === null ? '' : `, having been answered ${visit.answer}`;
      ledger.violation(`${visit.evidence.id} was refused with ${status} ${code}${before}`);
    }
    return true;
  }

  /** Evidence of every kind that is judged at once, no two alike. */
  #evidence(): Evidence {
    const { random, now } = this.#options;
    const mask = random.pick(['no_mask', 'incorrect', 'undecided'] as const);
    const mostly = random.between(0.7, 0.98);
    const rest = random.between(0, 1 - mostly);
    const last = this.#answered.at(-1)?.evidence.id ?? null;
    return evidence({
      id: uuidv7({ msecs: now() }),
      attempt_of: random.chance(0.3) ? last : null,
      mask,
      cause: mask === 'undecided' ? random.pick(['dark', 'far', 'side', 'covered'] as const) : null,
      posterior: { mask: 1 - mostly - rest, no_mask: mostly, incorrect: rest },
      frames: random.below(60),
      duration_ms: random.below(6000),
      face_px: random.chance(0.1) ? null : random.between(80, 400),
    });
  }
}

function codeOf(text: string): string {
  try {
    return (JSON.parse(text) as Problem).code ?? 'no code';
  } catch {
    return 'no problem document';
  }
}
