import { z } from 'zod';

/** From `from` on, before `to`. */
export interface Range {
  from: Date;
  to: Date;
}

/** With its zone: a time without one would erase other hours than were meant. */
const Instant = z.iso.datetime({ offset: true });

/** @throws {Error} a sentence for what can't be used */
export function readRange(from: string | undefined, to: string | undefined): Range {
  const [begin, end] = [from, to].map((text, i) => {
    const parsed = Instant.safeParse(text);
    if (parsed.success) return new Date(parsed.data);
    throw new Error(`give --${i === 0 ? 'from' : 'to'} with its zone, as 2026-11-25T09:00:00+09:00`);
  }) as [Date, Date];
  if (begin >= end) throw new Error('--from must be before --to');
  return { from: begin, to: end };
}
