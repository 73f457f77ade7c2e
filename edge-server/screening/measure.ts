import type { Clock } from '../clock/clock.ts';
import type { ReadingFault, Settings } from '../contract/index.ts';
import { type EstimateContext, type EstimateResult, estimate } from './estimate.ts';
import type { Outage } from './outage.ts';
import { isFever, type Measurement } from './policy.ts';
import type { ReadingBuffer } from './reading-buffer.ts';

export interface MeasureOptions {
  buffer: ReadingBuffer;
  outage: Pick<Outage, 'leftMs' | 'fault'>;
  clock: Clock;
  settings: Settings;
  /** Asked once, with the first reading, which says whose it is: a calibration meanwhile is for the next visit. */
  context: () => Omit<EstimateContext, 'background_c'>;
  /** Monotonic ms at which the visit was opened; earlier readings belong to somebody else. */
  openedAt: number;
  signal: AbortSignal;
}

/** Why a wait that is over gave no temperature, where no visitor can have caused it. */
const OF_THE_KIOSK: readonly ReadingFault[] = ['absent', 'warming', 'faulty', 'ambient_out_of_range'];

/**
 * Waits for this visitor's temperature, at most `temperatureTimeout` from now. An ordinary one ends the wait
 * at once. One at or over the threshold has to be borne out by a second window of later readings: that one
 * is then the measurement. Anything else may still turn good (a visitor steps closer), so it is kept as the
 * answer for when the time is over. Nobody waits for a thermometer that is broken: that ends at once what it can't
 * end well. Also ends when `signal` aborts; the caller then drops the result.
 */
export async function measure(options: MeasureOptions): Promise<Measurement> {
  const { buffer, outage, clock, settings, openedAt, signal } = options;
  let context: EstimateContext | null = null;
  const deadline = clock.monotonic() + settings.temperatureTimeout * 1000;
  let since = openedAt;
  let first: Extract<EstimateResult, { ok: unknown }> | null = null;

  for (;;) {
    const readings = buffer.after(since);
    const newest = readings.at(-1);
    const fresh =
      newest !== undefined && clock.monotonic() - newest.monotonic <= settings.staleAfterSeconds * 1000;
    let result: EstimateResult = { fault: 'stale' };
    if (fresh) {
      context ??= { ...options.context(), background_c: buffer.background() };
      result = estimate(readings, settings, context);
    }
    if ('ok' in result) {
      const fever = isFever(result.ok);
      if (!fever || first !== null) {
        buffer.use(result.window);
        return { kind: 'estimate', estimate: result.ok, confirmed: true };
      }
      first = result;
      since = result.window.at(-1)!.monotonic;
    }
    if (outage.leftMs === 0) return { kind: 'broken', fault: outage.fault };
    const left = deadline - clock.monotonic();
    if (left <= 0 || signal.aborted) {
      if (first !== null) return { kind: 'estimate', estimate: first.ok, confirmed: false };
      const fault = 'fault' in result ? result.fault : 'stale';
      // Not one reading in the whole time: those that another visit used would be there.
      const silent = buffer.since(openedAt).length === 0;
      return { kind: silent || OF_THE_KIOSK.includes(fault) ? 'broken' : 'fault', fault };
    }
    await buffer.next(Math.min(left, outage.leftMs), signal);
  }
}
