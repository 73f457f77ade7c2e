import { readFile } from 'node:fs/promises';
import type { Label } from '../../pipeline/labels.ts';
import type { Example } from './examples.ts';

/**
 * Photos of the shared folder whose label is wrong or can't be told, by looking at those on which an earlier model or
 * a second detector disagreed: the right label, or null to leave the photo out. Most are low masks with the
 * nose out that their source calls `mask`.
 */
const CORRECTIONS = new URL('./corrections.json', import.meta.url);

/** The examples with corrected labels, without those that nobody can judge; photos of other folders stay as they are. */
export async function correctLabels(examples: readonly Example[]): Promise<Example[]> {
  const corrections = JSON.parse(await readFile(CORRECTIONS, 'utf8')) as Record<string, Label | null>;
  return examples.flatMap((example) => {
    const label = corrections[example.file];
    if (label === undefined) return [example];
    return label === null ? [] : [{ ...example, label }];
  });
}
