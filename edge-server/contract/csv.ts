import { z } from 'zod';

/** A file begins with it: without it a spreadsheet reads Korean as something else. */
export const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The sign before decimals where the file is opened. Where it is a comma, a spreadsheet parts cells at semicolons, puts
 * a line with commas into one cell, and takes 36.5 for a date. A line `sep=,` is no way out: Excel then ignores the mark.
 */
export const DecimalSign = z.enum(['point', 'comma']);
export type DecimalSign = z.infer<typeof DecimalSign>;

type Cell = string | number | boolean | null;

/**
 * A line of RFC 4180, with semicolons where the comma is the sign of decimals. A cell that a spreadsheet would run as a
 * formula, by a full-width sign too, is kept from it by an apostrophe.
 */
export function csvLine(cells: readonly Cell[], decimal: DecimalSign = 'point'): string {
  return `${cells.map((value) => cell(value, decimal)).join(decimal === 'comma' ? ';' : ',')}\r\n`;
}

/** A label of a chart as a cell: one that is a number, as 36.5, is written as numbers of that country are. */
export const labelCell = (label: string): string | number =>
  /^\d+\.\d+$/.test(label) ? Number(label) : label;

function cell(value: Cell, decimal: DecimalSign): string {
  if (value === null) return '';
  if (typeof value === 'number' && decimal === 'comma') return String(value).replace('.', ',');
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@＝＋－＠\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
