import type { OffsetSpan, Span } from './offsets.ts';

/** Sums of verdicts. */
export interface Counts {
  pass: number;
  deny: number;
  adjust: number;
  staff: number;
  visitors: number;
}

export const attemptsOf = ({ pass, deny, adjust, staff }: Counts): number => pass + deny + adjust + staff;

/** Counts of an hour of the zone's clock: `hour` is (seconds since the epoch + offset) / 3600, rounded down. */
export interface HourCounts extends Counts {
  hour: number;
}

/** Counts of a day of the zone's clock: `day` is (seconds since the epoch + offset) / 86400, rounded down. */
export interface DayCounts extends Counts {
  day: number;
}

/** Attempts of an hour of the week of the zone's clock; 0 is Monday's first one. */
export interface WeekHour {
  hour: number;
  attempts: number;
}

/**
 * Where counts come from: this kiosk's SQLite, or the cloud's roll-ups in the fleet role. Facets are `m:LABEL`,
 * `r:REASON`, `t:TENTHS` of °C, and `d:STEP` of 250 ms to the verdict. Spans begin and end on quarters of an hour.
 */
export interface StatisticsSource {
  /** Ordered by hour; hours without an attempt are left out. */
  hours(span: OffsetSpan): HourCounts[] | Promise<HourCounts[]>;
  /** Ordered by day, without empty ones: a year is some hundred rows instead of thousands. */
  days(span: OffsetSpan): DaysOfSpan | Promise<DaysOfSpan>;
  facets(span: Span): FacetCount[] | Promise<FacetCount[]>;
}

/** The days of a span, and its hours laid over each other by the week. */
export interface DaysOfSpan {
  days: DayCounts[];
  week: WeekHour[];
}

export interface FacetCount {
  facet: string;
  n: number;
}
