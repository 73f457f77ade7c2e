import type { Batch } from '../../../edge-server/sync/batch.ts';
import { textArray } from '../../../edge-server/sync/text-array.ts';
import { row, toColumns } from '../../edge-server/doubles/history-row.ts';

/** Visits of just now as the worker reads them from its store; `spanMs` is how far they go back, evenly. */
export function madeBatch(count: number, spanMs = 0): Batch {
  const now = Date.now();
  const rows = Array.from({ length: count }, (_, i) =>
    row(new Date(now - (i * spanMs) / count).toISOString()),
  );
  const seqs = rows.map((_, place) => place + 1);
  return { first: 1, last: count, seqs, ids: rows.map(({ id }) => id), columns: textArray(toColumns(rows)) };
}
