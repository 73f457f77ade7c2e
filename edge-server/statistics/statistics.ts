import {
  MOST_BUCKETS,
  type Statistics,
  type StatisticsBucket,
  type StatisticsPeriod,
  type StatisticsQuery,
  type VerdictCounts,
} from '../contract/statistics.ts';
import { bucketsOf, previousDays, type Range, rangeOf } from './calendar.ts';
import { readFacets } from './facets.ts';
import { DAY_S, EPOCH_H, HOUR_S, type OffsetSpan, type Span, WEEK_H } from './offsets.ts';
import { attemptsOf, type Counts, type StatisticsSource, type WeekHour } from './source.ts';

/** A range cut into more buckets than an answer has room for. */
export class TooManyBuckets extends Error {
  override readonly name = 'TooManyBuckets';
}

/**
 * Counts a range of days in a zone.
 *
 * Roll-ups are in UTC, calendars are not: the range is cut where the zone's offset changes, and within each piece the
 * hours of the zone's clock are whole quarters of UTC. Hours, or days, then add up to every larger bucket.
 * @throws {TooManyBuckets}
 */
export async function statistics(
  source: StatisticsSource,
  query: StatisticsQuery,
  siteZone: string,
): Promise<Statistics> {
  const { bucket, compare, zone = siteZone } = query;
  const days = { from: Temporal.PlainDate.from(query.from), to: Temporal.PlainDate.from(query.to) };
  const period = (of: typeof days) => count(source, rangeOf(of.from, of.to, zone), bucket);
  return {
    zone,
    bucket,
    period: await period(days),
    previous: compare === '1' ? await period(previousDays(days.from, days.to)) : null,
  };
}

async function count(
  source: StatisticsSource,
  range: Range,
  bucket: StatisticsQuery['bucket'],
): Promise<StatisticsPeriod> {
  const spans = bucketsOf(range, bucket);
  if (spans.length > MOST_BUCKETS) {
    throw new TooManyBuckets(`${spans.length} buckets: choose a larger one or a shorter range`);
  }
  const counts = new BucketCounts(spans);
  const heat = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  // Asked side by side: they are two questions of the same database.
  const [found, ...pieces] = await Promise.all([
    source.facets(range),
    ...range.spans.map((piece) => (bucket === 'hour' ? byHours(source, piece) : byDays(source, piece))),
  ]);
  for (const [index, { offset, start }] of range.spans.entries()) {
    const { steps, week } = pieces[index]!;
    for (const step of steps) counts.add(Math.max(step.at - offset, start), step);
    for (const { hour, attempts } of week) heat[Math.floor(hour / 24)]![hour % 24]! += attempts;
  }
  const facets = readFacets(found, counts.totals.attempts);
  return {
    from: range.from.toString(),
    to: range.to.toString(),
    start: iso(range.start),
    end: iso(range.end),
    totals: counts.totals,
    buckets: counts.buckets,
    ...facets,
    heat,
  };
}

/** Counts in the order of time, from `at` on: seconds since the epoch + offset, as the piece's clock shows them. */
interface PieceCounts {
  steps: (Counts & { at: number })[];
  week: WeekHour[];
}

async function byHours(source: StatisticsSource, piece: OffsetSpan): Promise<PieceCounts> {
  const hours = await source.hours(piece);
  return {
    steps: hours.map((counts) => ({ ...counts, at: counts.hour * HOUR_S })),
    week: hours.map((counts) => ({ hour: (counts.hour + EPOCH_H) % WEEK_H, attempts: attemptsOf(counts) })),
  };
}

async function byDays(source: StatisticsSource, piece: OffsetSpan): Promise<PieceCounts> {
  const { days, week } = await source.days(piece);
  return { steps: days.map((counts) => ({ ...counts, at: counts.day * DAY_S })), week };
}

/** Buckets that fill up in the order of time. */
class BucketCounts {
  readonly totals = none();
  readonly buckets: StatisticsBucket[];
  readonly #spans: readonly Span[];
  #at = 0;

  constructor(spans: readonly Span[]) {
    this.#spans = spans;
    this.buckets = spans.map(({ start, end }) => ({ start: iso(start), end: iso(end), ...none() }));
  }

  /** @param at seconds since the epoch, never before the last one */
  add(at: number, counts: Counts): void {
    while (this.#at + 1 < this.#spans.length && at >= this.#spans[this.#at]!.end) this.#at += 1;
    const bucket = this.buckets[this.#at];
    for (const into of bucket ? [bucket, this.totals] : [this.totals]) {
      into.pass += counts.pass;
      into.deny += counts.deny;
      into.adjust += counts.adjust;
      into.staff += counts.staff;
      into.attempts += attemptsOf(counts);
      into.visitors += counts.visitors;
    }
  }
}

const none = (): VerdictCounts => ({ pass: 0, deny: 0, adjust: 0, staff: 0, attempts: 0, visitors: 0 });
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
