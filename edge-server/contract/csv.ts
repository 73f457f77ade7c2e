/** A file begins with it: without it a spreadsheet reads Korean as something else. */
export const BYTE_ORDER_MARK = '\uFEFF';

/**
 * A line of RFC 4180. A cell that a spreadsheet would run as a formula, by a full-width sign too, is kept from it by an
 * apostrophe.
 */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@＝＋－＠\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
