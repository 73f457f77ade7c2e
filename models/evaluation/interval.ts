/** A share with its 95 % interval. */
export interface Share {
  count: number;
  of: number;
  value: number;
  low: number;
  high: number;
}

const Z = 1.959964;

/** Wilson's score interval (Wilson 1927): honest for few cases and for shares near 0 and 1. Null for none. */
export function wilson(count: number, of: number): Share | null {
  if (of === 0) return null;
  const value = count / of;
  const square = Z * Z;
  const middle = (value + square / (2 * of)) / (1 + square / of);
  const half = (Z * Math.sqrt((value * (1 - value)) / of + square / (4 * of * of))) / (1 + square / of);
  return { count, of, value, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

export function percent(share: Share | null): string {
  if (!share) return 'none';
  const p = (value: number) => (100 * value).toFixed(1);
  return `${p(share.value)} % (${p(share.low)} to ${p(share.high)}, ${share.count} of ${share.of})`;
}
