import { isDeepStrictEqual } from 'node:util';
import type postgres from 'postgres';
import type { Evidence, Verdict } from '../../edge-server/contract/index.ts';
import { type Ledger, type PostedVisit, verdictOf } from './ledger.ts';
import type { MachineFaults } from './machine-faults.ts';

/** ms by which a corrected time may be away from the truth. */
const CLOCK_MS = 2500;
/** ms around a visit in which the clock that dated it was read. */
const AROUND_MS = 3000;

export interface Comparison {
  rows: number;
  /** Answered, and not in the cloud. */
  missing: string[];
  /** In the cloud more than once. */
  doubled: string[];
  /** In the cloud with another content than was posted and answered. */
  differing: string[];
  /** In the cloud, and never posted. */
  unknown: string[];
  /** In the cloud and posted, but the answer never arrived: allowed. */
  unanswered: number;
}

export type CloudRow = postgres.Row & { id: string; visited: Date; visited_corrected: Date };

/** Compares what was answered with the rows of `history_corrected`, by id and content. */
export function compare(
  ledger: Ledger,
  rows: readonly CloudRow[],
  kioskId: string,
  machine: Pick<MachineFaults, 'clocksBetween'>,
): Comparison {
  const result: Comparison = {
    rows: rows.length,
    missing: [],
    doubled: [],
    differing: [],
    unknown: [],
    unanswered: 0,
  };
  const seen = new Set<string>();
  for (const row of rows) {
    if (seen.has(row.id)) result.doubled.push(row.id);
    seen.add(row.id);
    const visit = ledger.visits.get(row.id);
    if (visit === undefined) {
      result.unknown.push(row.id);
      continue;
    }
    const verdict = verdictOf(visit);
    if (verdict === null) result.unanswered += 1;
    const wrong = [
      ...differences(row, {
        kiosk_id: kioskId,
        ...ofEvidence(visit.evidence),
        ...(verdict && ofVerdict(verdict)),
      }),
      ...(verdict === null ? [] : wrongTime(row, verdict, visit, machine)),
    ];
    if (wrong.length > 0) result.differing.push(`${row.id}: ${wrong.join(', ')}`);
  }
  for (const [id, { answer }] of ledger.visits) if (answer !== null && !seen.has(id)) result.missing.push(id);
  return result;
}

/** Columns that the page's evidence decides. */
function ofEvidence(visit: Evidence): Record<string, unknown> {
  return {
    attempt_of: visit.attempt_of,
    mask: visit.mask,
    cause: visit.cause,
    p_mask: visit.posterior.mask,
    p_no_mask: visit.posterior.no_mask,
    p_incorrect: visit.posterior.incorrect,
    frames: visit.frames,
    face_px: visit.face_px,
    mask_ms: visit.duration_ms,
    model: visit.model,
  };
}

/** Columns that were told to the page. */
function ofVerdict({ temperature, ...verdict }: Verdict): Record<string, unknown> {
  return {
    ispass: verdict.ispass,
    verdict: verdict.verdict,
    reasons: verdict.reasons,
    simulated: verdict.simulated,
    estimate_c: temperature?.estimate_c ?? null,
    object_c: temperature?.object_c ?? null,
    ambient_c: temperature?.ambient_c ?? null,
    distance_mm: temperature?.distance_mm ?? null,
    sensor_status: temperature?.status ?? null,
    correction: temperature?.correction ?? null,
    thermometer: temperature?.thermometer ?? null,
    fever_c: temperature?.fever_c ?? null,
  };
}

function differences(row: CloudRow, expected: Record<string, unknown>): string[] {
  return Object.entries(expected)
    .filter(([column, value]) => !same(row[column], value))
    .map(([column, value]) => `${column} is ${JSON.stringify(row[column])} and not ${JSON.stringify(value)}`);
}

/** The cloud's `real` has 24 bits; a decimal between two of its values may have been rounded to either. */
function same(stored: unknown, value: unknown): boolean {
  if (typeof stored === 'number' && typeof value === 'number') {
    return Math.abs(stored - value) <= Math.abs(value) * 2 ** -23;
  }
  return isDeepStrictEqual(stored, value);
}

/**
 * A visit of a clock that was set keeps the time that was answered, whatever happens to the clock later; one of a
 * clock that was not set gets its true time. Around a change of the clock it may be either.
 */
function wrongTime(
  row: CloudRow,
  verdict: Verdict,
  visit: PostedVisit,
  machine: Pick<MachineFaults, 'clocksBetween'>,
): string[] {
  const answered = Date.parse(verdict.visited);
  const clocks = machine.clocksBetween(visit.postedAt - AROUND_MS, (visit.endedAt ?? Date.now()) + AROUND_MS);
  const kept = row.visited.getTime() === answered && row.visited_corrected.getTime() === answered;
  const corrected = clocks.some(
    ({ offsetMs }) => Math.abs(row.visited_corrected.getTime() - (answered - offsetMs)) <= CLOCK_MS,
  );
  const right = (kept && clocks.some(({ set }) => set)) || (corrected && clocks.some(({ set }) => !set));
  if (right) return [];
  const offsets = clocks.map(({ offsetMs, set }) => `${offsetMs} ms${set ? '' : ' (not set)'}`).join(', ');
  return [
    `visited is ${row.visited.toISOString()}, corrected ${row.visited_corrected.toISOString()}, answered ${verdict.visited} by a clock off by ${offsets}`,
  ];
}
