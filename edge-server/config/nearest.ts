/** The one of `names` that takes the fewest edits to reach from `name` (Levenshtein), for 'did you mean'. */
export function nearest(name: string, names: readonly string[]): string {
  let best = names[0] ?? '';
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of names) {
    const edits = distance(name, candidate);
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, change));
    }
    row = next;
  }
  return row[b.length]!;
}
