import type { Figure } from '../figures.ts';
export async function peers(): Promise<Record<string, Figure>> {
  return {};
}
