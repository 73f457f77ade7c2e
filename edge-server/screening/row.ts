import { SOFTWARE } from '../common/version.ts';
import type { Evidence, HistoryRow, Verdict } from '../contract/index.ts';

/** The row of `visits` and of the cloud's `history` for a verdict. */
export function toRow(visit: {
  evidence: Evidence;
  verdict: Verdict;
  kioskId: string;
  serverMs: number;
  clock: HistoryRow['clock'];
}): HistoryRow {
  const { evidence, verdict } = visit;
  return {
    kiosk_id: visit.kioskId,
    id: verdict.id,
    ispass: verdict.ispass,
    visited: verdict.visited,
    verdict: verdict.verdict,
    reasons: verdict.reasons,
    attempt_of: evidence.attempt_of,
    mask: evidence.mask,
    cause: evidence.cause,
    p_mask: evidence.posterior.mask,
    p_no_mask: evidence.posterior.no_mask,
    p_incorrect: evidence.posterior.incorrect,
    frames: evidence.frames,
    face_px: evidence.face_px,
    liveness: evidence.liveness,
    estimate_c: verdict.temperature?.estimate_c ?? null,
    object_c: verdict.temperature?.object_c ?? null,
    ambient_c: verdict.temperature?.ambient_c ?? null,
    distance_mm: verdict.temperature?.distance_mm ?? null,
    sensor_status: verdict.temperature?.status ?? null,
    correction: verdict.temperature?.correction ?? null,
    thermometer: verdict.temperature?.thermometer ?? null,
    adaptive_c: verdict.temperature?.adaptive_c ?? null,
    mask_ms: evidence.duration_ms,
    server_ms: visit.serverMs,
    model: evidence.model,
    software: SOFTWARE,
    clock: visit.clock,
    simulated: verdict.simulated,
  };
}
