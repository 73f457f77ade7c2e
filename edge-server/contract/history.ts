import { z } from 'zod';
import type { Column, PostgresType } from './column.ts';
import { type Evidence, MaskDecision, UndecidedCause } from './evidence.ts';
import { KioskId, VisitId } from './ids.ts';
import { Correction } from './reading.ts';
import { Reason, type Verdict, VerdictKind } from './verdict.ts';

/** Clock quality of a row: `unsynchronised` when the time had not been set from the network. */
export const ClockQuality = z.enum(['synchronised', 'unsynchronised']);

/** What a row is made of. */
export interface JudgedVisit {
  kioskId: string;
  verdict: Verdict;
  /** What a page brought; null where a person let somebody in and nothing was looked at. */
  evidence: Evidence | null;
  /** The visit that this one follows. */
  attemptOf: string | null;
  model: string;
  /** ms that the server took. */
  serverMs: number;
  software: string;
  clock: z.infer<typeof ClockQuality>;
}

const column = <Schema extends z.ZodType>(
  schema: Schema,
  postgres: PostgresType,
  of: (visit: JudgedVisit) => z.infer<Schema>,
): Column<Schema, JudgedVisit> => ({ schema, postgres, of });

/**
 * The row of a visit: the one place that says its columns. Made from it are `HistoryRow`, the row of a verdict, every
 * list of columns in SQL, the batch for the cloud, the function that takes it there, and the migrations of a new
 * column (`npm run migration -- NAME`). A new column has to be nullable: the rows that are there have none.
 *
 * `id`, `ispass` and `visited` are the original system's columns.
 */
export const VISIT_COLUMNS = {
  kiosk_id: column(KioskId, 'text', ({ kioskId }) => kioskId),
  id: column(VisitId, 'uuid', ({ verdict }) => verdict.id),
  ispass: column(z.boolean(), 'boolean', ({ verdict }) => verdict.ispass),
  visited: column(z.iso.datetime(), 'timestamptz', ({ verdict }) => verdict.visited),
  verdict: column(VerdictKind, 'text', ({ verdict }) => verdict.verdict),
  reasons: column(z.array(Reason), 'text[]', ({ verdict }) => verdict.reasons),
  attempt_of: column(VisitId.nullable(), 'uuid', ({ attemptOf }) => attemptOf),
  mask: column(MaskDecision, 'text', ({ evidence }) => evidence?.mask ?? 'undecided'),
  cause: column(UndecidedCause.nullable(), 'text', ({ evidence }) => evidence?.cause ?? null),
  p_mask: column(z.number(), 'real', ({ evidence }) => evidence?.posterior.mask ?? 0),
  p_no_mask: column(z.number(), 'real', ({ evidence }) => evidence?.posterior.no_mask ?? 0),
  p_incorrect: column(z.number(), 'real', ({ evidence }) => evidence?.posterior.incorrect ?? 0),
  frames: column(z.int(), 'integer', ({ evidence }) => evidence?.frames ?? 0),
  face_px: column(z.number().nullable(), 'real', ({ evidence }) => evidence?.face_px ?? null),
  estimate_c: column(z.number().nullable(), 'real', ({ verdict }) => verdict.temperature?.estimate_c ?? null),
  /** How far the estimate may be off, one standard deviation, °C (edge-server/screening/skin-to-body.ts). */
  uncertainty_c: column(
    z.number().nullable(),
    'real',
    ({ verdict }) => verdict.temperature?.uncertainty_c ?? null,
  ),
  object_c: column(z.number().nullable(), 'real', ({ verdict }) => verdict.temperature?.object_c ?? null),
  ambient_c: column(z.number().nullable(), 'real', ({ verdict }) => verdict.temperature?.ambient_c ?? null),
  distance_mm: column(
    z.int().nullable(),
    'integer',
    ({ verdict }) => verdict.temperature?.distance_mm ?? null,
  ),
  /** Status bits of the reading that spoke, what was made of it, and by which thermometer; null without one. */
  sensor_status: column(z.int().nullable(), 'integer', ({ verdict }) => verdict.temperature?.status ?? null),
  correction: column(
    Correction.nullable(),
    'jsonb',
    ({ verdict }) => verdict.temperature?.correction ?? null,
  ),
  thermometer: column(
    z.string().nullable(),
    'text',
    ({ verdict }) => verdict.temperature?.thermometer ?? null,
  ),
  /** What counted as a fever at that moment, °C; null without a temperature or a calibration. */
  fever_c: column(z.number().nullable(), 'real', ({ verdict }) => verdict.temperature?.fever_c ?? null),
  /** ms from the page's first frame of the visit to its decision on the mask. */
  mask_ms: column(z.int(), 'integer', ({ evidence }) => evidence?.duration_ms ?? 0),
  /** ms that the server took, waiting for the reading included. */
  server_ms: column(z.int(), 'integer', ({ serverMs }) => serverMs),
  model: column(z.string(), 'text', ({ model }) => model),
  software: column(z.string(), 'text', ({ software }) => software),
  clock: column(ClockQuality, 'text', ({ clock }) => clock),
  simulated: column(z.boolean(), 'boolean', ({ verdict }) => verdict.simulated),
};

type Columns = typeof VISIT_COLUMNS;
type Shape = { [Name in keyof Columns]: Columns[Name]['schema'] };
const columns = Object.entries(VISIT_COLUMNS);

/** One row of the cloud's `history`, and of the local store. */
export const HistoryRow = z.strictObject(
  Object.fromEntries(columns.map(([name, { schema }]) => [name, schema])) as Shape,
);
export type HistoryRow = z.infer<typeof HistoryRow>;

/** The row of a visit. */
export function rowOf(visit: JudgedVisit): HistoryRow {
  return Object.fromEntries(columns.map(([name, { of }]) => [name, of(visit)])) as HistoryRow;
}
