import { LABELS } from '../../models/pipeline/labels.ts';
import { DURATION_STEP_MS, type StatisticsPeriod } from '../contract/statistics.ts';
import { Reason } from '../contract/verdict.ts';
import type { FacetCount } from './source.ts';

/** Reasons of newer kiosks that are shown. */
const MOST_UNKNOWN = 20;

type Faceted = Pick<StatisticsPeriod, 'reasons' | 'masks' | 'temperature' | 'duration_ms'>;

/** What the facets of a period say. @param attempts of the same period */
export function readFacets(facets: readonly FacetCount[], attempts: number): Faceted {
  const of = (kind: string) =>
    facets
      .filter(({ facet }) => facet.startsWith(`${kind}:`))
      .map(({ facet, n }) => ({ key: facet.slice(2), n }));
  const numbered = (kind: string) =>
    of(kind)
      .map(({ key, n }) => ({ at: Number(key), n }))
      .filter(({ at }) => Number.isSafeInteger(at))
      .sort((a, b) => a.at - b.at);
  const bins = numbered('t').map(({ at, n }) => ({ tenths: at, count: n }));
  const measured = bins.reduce((sum, { count }) => sum + count, 0);
  return {
    reasons: { ...unknown(of('r')), ...named(Reason.options, of('r')) },
    masks: named([...LABELS, 'undecided'] as const, of('m')),
    temperature: { bins, missing: attempts - measured },
    duration_ms: quantiles(numbered('d')),
  };
}

function named<Name extends string>(names: readonly Name[], counts: readonly { key: string; n: number }[]) {
  const found = new Map(counts.map(({ key, n }) => [key, n]));
  return Object.fromEntries(names.map((name) => [name, found.get(name) ?? 0])) as Record<Name, number>;
}

/** The most frequent of the reasons that only a newer kiosk knows. */
function unknown(counts: readonly { key: string; n: number }[]): Record<string, number> {
  const others = counts.filter(({ key }) => !Reason.safeParse(key).success).sort((a, b) => b.n - a.n);
  return Object.fromEntries(others.slice(0, MOST_UNKNOWN).map(({ key, n }) => [key, n]));
}

/** Quantiles of counted steps, interpolated within the step as if its attempts were spread evenly over it. */
export function quantiles(steps: readonly { at: number; n: number }[]): StatisticsPeriod['duration_ms'] {
  const total = steps.reduce((sum, { n }) => sum + n, 0);
  if (total === 0) return null;
  const quantile = (q: number): number => {
    let left = q * total;
    for (const { at, n } of steps) {
      if (left <= n) return Math.round((at + left / n) * DURATION_STEP_MS);
      left -= n;
    }
    return (steps.at(-1)!.at + 1) * DURATION_STEP_MS;
  };
  return { p50: quantile(0.5), p90: quantile(0.9), p95: quantile(0.95), p99: quantile(0.99) };
}
