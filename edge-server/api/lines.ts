import type { Context } from 'hono';

/**
 * A download that is made page by page as it is read, so that a million rows need no more room than one page, and a
 * reader who stops stops the work.
 * @param page the next lines; null when there are no more
 */
export function streamLines(
  c: Context,
  { name, type, head }: { name: string; type: string; head: string },
  page: () => string | null,
): Response {
  const encoder = new TextEncoder();
  let begun = false;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        // Between two pages others are served.
        await new Promise((resolve) => setImmediate(resolve));
        const lines = begun ? page() : head;
        begun = true;
        if (lines === null) controller.close();
        else controller.enqueue(encoder.encode(lines));
      },
    },
    { highWaterMark: 0 },
  );
  c.header('content-type', type);
  c.header('content-disposition', `attachment; filename="${name}"`);
  c.header('cache-control', 'no-store');
  return c.body(body);
}

/** A line of RFC 4180. A cell that a spreadsheet would run as a formula is kept from it by an apostrophe. */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
