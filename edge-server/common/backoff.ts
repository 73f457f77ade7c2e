/** Exponential back-off with full jitter between `minMs` and `maxMs`. @param tries failures so far, from 1 */
export function pauseAfter(
  { minMs, maxMs }: { minMs: number; maxMs: number },
  tries: number,
  random = Math.random,
): number {
  const ceiling = Math.min(maxMs, minMs * 2 ** Math.min(tries, 16));
  return minMs + random() * (ceiling - minMs);
}
