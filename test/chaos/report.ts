import type { Comparison } from './compare.ts';
import type { Ledger } from './ledger.ts';
import { isKill, type Planned } from './plan.ts';

export interface ChaosReport extends Comparison {
  seed: number;
  /** Events that happened, by kind. */
  events: Record<string, number>;
  kills: number;
  posted: number;
  answered: number;
  /** Answers that were asked for once more. */
  repeated: number;
  refusals: Record<string, number>;
  violations: string[];
  pulses: number;
  passes: number;
  /** Times that a process of the product ended without being killed. */
  ownEnds: { server: number; worker: number };
  seconds: number;
}

/** Whether anything was lost, doubled, changed or answered wrongly. */
export function failed(report: ChaosReport): boolean {
  const { missing, doubled, differing, unknown, violations } = report;
  return [missing, doubled, differing, unknown, violations].some(({ length }) => length > 0);
}

/** How often each kind of event happened, and how many of them were kills. */
export function countEvents(happened: readonly Planned[]): Pick<ChaosReport, 'events' | 'kills'> {
  const events: Record<string, number> = {};
  for (const { event } of happened) {
    const name = event.kind === 'kill' ? `kill_${event.target}` : event.kind;
    events[name] = (events[name] ?? 0) + 1;
  }
  return { events, kills: happened.filter(({ event }) => isKill(event)).length };
}

/** What the clients have seen. */
export function countVisits(
  ledger: Ledger,
): Pick<ChaosReport, 'posted' | 'answered' | 'repeated' | 'refusals'> {
  const { visits, answered, repeated, refusals } = ledger;
  return { posted: visits.size, answered, repeated, refusals: Object.fromEntries(refusals) };
}
