import { type Evidence, Verdict } from '../../edge-server/contract/index.ts';

/** A visit as the harness knows it; times are the harness's own clock. */
export interface PostedVisit {
  evidence: Evidence;
  postedAt: number;
  /** When its last try had ended; null while it is on its way. */
  endedAt: number | null;
  /** The first verdict that arrived, to the letter; null when none did. */
  answer: string | null;
}

/** What was posted and what was answered: the truth that the cloud is compared with. */
export class Ledger {
  readonly visits = new Map<string, PostedVisit>();
  /** Answers that must not be: another verdict for the same visit, an error that nothing explains. */
  readonly violations: string[] = [];
  /** Answers without a verdict, by their code. */
  readonly refusals = new Map<string, number>();
  answered = 0;
  repeated = 0;

  post(evidence: Evidence): PostedVisit {
    const visit: PostedVisit = { evidence, postedAt: Date.now(), endedAt: null, answer: null };
    this.visits.set(evidence.id, visit);
    return visit;
  }

  /** Notes a verdict; every later one of the same visit has to be the same to the letter. */
  answer(visit: PostedVisit, text: string): void {
    if (visit.answer === null) {
      visit.answer = text;
      this.answered += 1;
      return;
    }
    this.repeated += 1;
    if (visit.answer !== text) {
      this.violation(`${visit.evidence.id} was answered ${visit.answer} and later ${text}`);
    }
  }

  refuse(code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  violation(what: string): void {
    this.violations.push(what);
  }
}

/** The verdict that a visit was answered, null without one. */
export function verdictOf({ answer }: PostedVisit): Verdict | null {
  return answer === null ? null : Verdict.parse(JSON.parse(answer));
}
