import { join } from 'node:path';
import type { HistoryRow } from '../../../edge-server/contract/index.ts';
import { openDatabase } from '../../../edge-server/store/db/open.ts';
import { transaction } from '../../../edge-server/store/db/transaction.ts';
import { insertVisit } from '../../../edge-server/store/sql/insert-visit.ts';
import { writeStep } from '../../../edge-server/store/sql/steps.ts';
import { row } from '../../edge-server/doubles/history-row.ts';

const CHUNK = 10_000;

/**
 * Fills the local store of `data` with visits that wait to be sent, spread evenly over the days before now.
 * They are what a busy entrance makes: each has its reading and its steps.
 */
export function fillBacklog(data: string, kioskId: string, count: number, days: number): void {
  const database = openDatabase(join(data, 'kf99.sqlite'), 'normal');
  try {
    const statements = new Map<string, ReturnType<typeof database.prepare>>();
    const start = Date.now() - days * 86_400_000;
    for (let from = 0; from < count; from += CHUNK) {
      transaction(database, () => {
        for (let i = from; i < Math.min(count, from + CHUNK); i++) {
          const at = new Date(start + (i * days * 86_400_000) / count);
          const made = visit(kioskId, at, i);
          const steps = ['face_seen', 'evidence', 'reading', 'verdict', 'stored'].map((step) =>
            writeStep(made.id, {
              step: step as 'stored',
              started: made.visited,
              ended: made.visited,
              outcome: 'done',
              error: null,
              attempts: 0,
            }),
          );
          const synced = writeStep(made.id, {
            step: 'synced',
            started: made.visited,
            ended: null,
            outcome: 'pending',
            error: null,
            attempts: 0,
          });
          const stamp = { quality: made.clock, boot: 'bench', offsetMs: 0 };
          const stored = { row: made, bodyHash: made.id, answer: '{}', stamp };
          for (const { sql, values } of [...insertVisit(stored), ...steps, synced]) {
            const statement = statements.get(sql) ?? database.prepare(sql);
            statements.set(sql, statement);
            statement.run(...values);
          }
        }
      });
    }
    database.exec('pragma wal_checkpoint(truncate)');
  } finally {
    database.close();
  }
}

function visit(kioskId: string, at: Date, i: number): HistoryRow {
  const denied = i % 7 === 0;
  return row(at.toISOString(), {
    kiosk_id: kioskId,
    ...(denied && {
      verdict: 'deny',
      reasons: ['no_mask'],
      mask: 'no_mask',
      p_mask: 0.0131,
      p_no_mask: 0.9733,
    }),
    face_px: 180 + (i % 50),
    estimate_c: 36 + (i % 10) / 10,
    object_c: 34.5 + (i % 10) / 10,
    distance_mm: 300 + (i % 100),
  });
}
