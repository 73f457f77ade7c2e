import type { Context } from 'hono';
import { nextTurn } from '../clock/wait.ts';

export interface Download {
  name: string;
  type: string;
  /** The next piece; null when there are no more. */
  next(): string | Uint8Array | null | Promise<string | Uint8Array | null>;
}

/**
 * A download that is made piece by piece as it is read, so that a million rows need no more room than one piece, and
 * a reader who stops stops the work.
 */
export function streamDownload(c: Context, { name, type, next }: Download): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        // Between two pieces others are served.
        await nextTurn();
        const piece = await next();
        if (piece === null) controller.close();
        else controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
      },
    },
    { highWaterMark: 0 },
  );
  c.header('content-type', type);
  c.header('content-disposition', `attachment; filename="${name}"`);
  c.header('cache-control', 'no-store');
  return c.body(body);
}
