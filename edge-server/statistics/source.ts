import type { OffsetSpan, Span } from './offsets.ts';

/** Counts of an hour of the zone's clock: `hour` is (seconds since the epoch + offset) / 3600, rounded down. */
export interface HourCounts {
  hour: number;
  pass: number;
  deny: number;
  adjust: number;
  staff: number;
  visitors: number;
}

/**
 * Where counts come from: this kiosk's SQLite, or the cloud's roll-ups in the fleet role. Facets are `m:LABEL`,
 * `r:REASON`, `t:TENTHS` of °C, and `d:STEP` of 250 ms to the verdict. Spans begin and end on quarters of an hour.
 */
export interface StatisticsSource {
  /** Ordered by hour; hours without an attempt are left out. */
  hours(span: OffsetSpan): HourCounts[] | Promise<HourCounts[]>;
  facets(span: Span): FacetCount[] | Promise<FacetCount[]>;
}

export interface FacetCount {
  facet: string;
  n: number;
}
