import { performance } from 'node:perf_hooks';
import type { HistoryRow } from '../contract/index.ts';

/** Time as the server takes it; tests pass one that they turn themselves. */
export interface Clock {
  /** Wall clock, for people and for the cloud; it may be wrong and it may jump. */
  now(): Date;
  /** ms that only ever grow; every rule about durations uses these. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
};

/** No honest clock of this software shows an earlier time: the Pi without a battery starts years before. */
const EARLIEST = Date.UTC(2026, 0, 1);

/** How far a row's wall clock can be trusted. A clock before the software is wrong whatever it says. */
export function clockQuality(now: Date): HistoryRow['clock'] {
  return now.getTime() < EARLIEST ? 'unsynchronised' : 'synchronised';
}
