import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a detector's manifest tells of how it came about. */
export interface ParentDetector {
  version: string;
  training: { stepsDone: number; stepsBefore?: number; sources: Record<string, unknown> };
}

export async function readParentDetector(folder: string): Promise<ParentDetector> {
  return JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
}
