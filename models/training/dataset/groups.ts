import { distance, type PhotoHash } from './hash.ts';

/** Two photos are near-duplicates when both hashes agree within these many bits, mirror images too. */
const MOST_DHASH_BITS = 8;
const MOST_PHASH_BITS = 10;

/**
 * Groups photos that are near-duplicates of each other, directly or through others, so that no group stands
 * on both sides of a split.
 *
 * @returns for each photo the smallest index of its group
 */
export function groupNearDuplicates(hashes: readonly PhotoHash[]): Int32Array {
  const parent = Int32Array.from(hashes, (_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root]!;
    for (let at = i; at !== root; ) {
      const next = parent[at]!;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  for (let i = 0; i < hashes.length; i++) {
    for (let j = i + 1; j < hashes.length; j++) {
      if (!nearDuplicates(hashes[i]!, hashes[j]!)) continue;
      const a = find(i);
      const b = find(j);
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return parent.map((_, i) => find(i));
}

export function nearDuplicates(a: PhotoHash, b: PhotoHash): boolean {
  return (
    (distance(a.dHash, b.dHash) <= MOST_DHASH_BITS && distance(a.pHash, b.pHash) <= MOST_PHASH_BITS) ||
    (distance(a.dHash, b.mirroredDHash) <= MOST_DHASH_BITS &&
      distance(a.pHash, b.mirroredPHash) <= MOST_PHASH_BITS)
  );
}
