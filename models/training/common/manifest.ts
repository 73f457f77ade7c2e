import { execFileSync } from 'node:child_process';

/** JSON as the formatter wants it: short lists on one line. */
export function formatted(value: unknown): string {
  const lists = (_: string, items: string) => `[${items.trim().replace(/,\s+/g, ', ')}]`;
  return `${JSON.stringify(value, null, 2).replace(/\[\s+([^[\]{}]*?)\s+\]/g, lists)}\n`;
}

/** The commit that trains, and whether its code was changed since. */
export function revision(): string {
  const git = (...words: string[]) => execFileSync('git', words, { encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', 'models/training', 'models/pipeline') !== '';
  return git('rev-parse', '--short=12', 'HEAD') + (changed ? ' with changes' : '');
}
