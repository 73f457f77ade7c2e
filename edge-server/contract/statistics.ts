import { z } from 'zod';
import { LABELS } from '../../models/pipeline/labels.ts';
import { KioskId } from './ids.ts';
import { TimeZone } from './time-zone.ts';
import { Reason } from './verdict.ts';

export const Bucket = z.enum(['hour', 'day', 'week', 'month']);
export type Bucket = z.infer<typeof Bucket>;

/** Buckets that one answer has at the most: a month by the hour, two years by the day. */
export const MOST_BUCKETS = 800;
/** Days of a range at the most: ten years and a bit. */
export const MOST_DAYS = 3700;

/** ms of a step of the time to the verdict, and the last step, which holds everything slower. */
export const DURATION_STEP_MS = 250;
export const LAST_DURATION_STEP = 480;

/**
 * `GET /api/admin/statistics`: whole days of the zone's calendar, both ends included. Weeks begin on Monday; the
 * first and the last bucket hold only their part of the range.
 */
export const StatisticsQuery = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    bucket: Bucket.default('day'),
    /** The site's own when it is left out. */
    zone: TimeZone.optional(),
    /** `1` also counts the period before, of the same length: whole months before whole months, else days. */
    compare: z.enum(['0', '1']).default('0'),
    /** One kiosk or one site, in the fleet role; a kiosk itself knows only its own. */
    kiosk: KioskId.optional(),
    site: z.string().min(1).max(63).optional(),
  })
  .refine(({ from, to }) => from <= to, { message: 'from is after to', path: ['from'] })
  .refine(({ from, to }) => daysBetween(from, to) < MOST_DAYS, {
    message: 'the range is too long',
    path: ['to'],
  });
export type StatisticsQuery = z.infer<typeof StatisticsQuery>;

const count = z.int().min(0);

/** Attempts are rows, counted by their verdict; visitors are rows that follow no other one. */
export const VerdictCounts = z.object({
  pass: count,
  deny: count,
  adjust: count,
  staff: count,
  attempts: count,
  visitors: count,
});
export type VerdictCounts = z.infer<typeof VerdictCounts>;

/** The instants between which a bucket lies; an hour of a change of offset has 30 or 60 minutes, a day 23 to 25 hours. */
export const StatisticsBucket = VerdictCounts.extend({ start: z.iso.datetime(), end: z.iso.datetime() });
export type StatisticsBucket = z.infer<typeof StatisticsBucket>;

export const StatisticsPeriod = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  start: z.iso.datetime(),
  end: z.iso.datetime(),
  totals: VerdictCounts,
  buckets: z.array(StatisticsBucket),
  /** Attempts that have this reason; one attempt may have several. Those of a newer kiosk stand beside the known ones. */
  reasons: z.intersection(z.record(Reason, count), z.record(z.string(), count)),
  masks: z.record(z.enum([...LABELS, 'undecided']), count),
  /** Attempts by estimate in tenths of °C (365 is 36.45 to 36.55 °C), from the coldest; `missing` had none. */
  temperature: z.object({ bins: z.array(z.object({ tenths: z.int(), count })), missing: count }),
  /** From the first frame to the verdict, in ms, interpolated in steps of 250 ms; null without any attempt. */
  duration_ms: z.object({ p50: z.number(), p90: z.number(), p95: z.number(), p99: z.number() }).nullable(),
  /** Attempts by weekday (Monday first) and hour of the zone's clock, 7 × 24. */
  heat: z.array(z.array(count).length(24)).length(7),
});
export type StatisticsPeriod = z.infer<typeof StatisticsPeriod>;

export const Statistics = z.object({
  zone: z.string(),
  bucket: Bucket,
  period: StatisticsPeriod,
  previous: StatisticsPeriod.nullable(),
});
export type Statistics = z.infer<typeof Statistics>;

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
