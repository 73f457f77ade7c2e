import type { z } from 'zod';

/** What was made of rows: those that can be shown, and how many can't. */
export interface ReadRows<Row> {
  rows: Row[];
  unreadable: number;
}

/** Instants as the contract writes them; one that is none is left to be found by the schema. */
function written(value: unknown): unknown {
  if (!(value instanceof Date)) return value;
  return Number.isNaN(value.getTime()) ? null : value.toISOString();
}

/**
 * Turns what the cloud has into the contract, each row by itself: no kiosk's words may cost the page of all others. What
 * can't be read of a row is missing in it, and named in `unread`; a row that can't be shown without it is counted.
 *
 * @param schema of a row, with `unread`
 */
export function readRows<Schema extends z.ZodObject>(
  schema: Schema,
  raw: readonly Record<string, unknown>[],
): ReadRows<z.infer<Schema>> {
  const rows: z.infer<Schema>[] = [];
  for (const each of raw) {
    const row = Object.fromEntries(Object.entries(each).map(([name, value]) => [name, written(value)]));
    const whole = schema.safeParse({ ...row, unread: [] });
    const read = whole.success ? whole : schema.safeParse(without(row, whole.error));
    if (read.success) rows.push(read.data);
  }
  return { rows, unreadable: raw.length - rows.length };
}

function without(row: Record<string, unknown>, { issues }: z.ZodError): Record<string, unknown> {
  const unread = [...new Set(issues.map(({ path }) => String(path[0])))];
  return { ...row, ...Object.fromEntries(unread.map((name) => [name, null])), unread };
}
