import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { HistoryRow } from '../../../edge-server/contract/index.ts';
import { openDatabase } from '../../../edge-server/store/db/open.ts';
import { transaction } from '../../../edge-server/store/db/transaction.ts';
import { insertVisit } from '../../../edge-server/store/sql/insert-visit.ts';
import { writeStep } from '../../../edge-server/store/sql/steps.ts';

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
          const row = visit(kioskId, at, i);
          const steps = ['face_seen', 'evidence', 'reading', 'verdict', 'stored'].map((step) =>
            writeStep(row.id, {
              step: step as 'stored',
              started: row.visited,
              ended: row.visited,
              outcome: 'done',
              error: null,
              attempts: 0,
            }),
          );
          const synced = writeStep(row.id, {
            step: 'synced',
            started: row.visited,
            ended: null,
            outcome: 'pending',
            error: null,
            attempts: 0,
          });
          const stamp = { quality: row.clock, boot: 'bench', offsetMs: 0 };
          const stored = { row, bodyHash: row.id, answer: '{}', stamp };
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
  return {
    kiosk_id: kioskId,
    id: uuidv7({ msecs: at.getTime() }),
    ispass: !denied,
    visited: at.toISOString(),
    verdict: denied ? 'deny' : 'pass',
    reasons: denied ? ['no_mask'] : [],
    attempt_of: null,
    mask: denied ? 'no_mask' : 'mask',
    cause: null,
    p_mask: denied ? 0.0131 : 0.9812,
    p_no_mask: denied ? 0.9733 : 0.0101,
    p_incorrect: 0.0087,
    frames: 9,
    face_px: 180 + (i % 50),
    liveness: null,
    estimate_c: 36 + (i % 10) / 10,
    object_c: 34.5 + (i % 10) / 10,
    ambient_c: 22.4,
    distance_mm: 300 + (i % 100),
    sensor_status: 0,
    correction: null,
    thermometer: 'serial',
    adaptive_c: null,
    mask_ms: 640,
    server_ms: 420,
    model: 'mask-2',
    software: 'kf99 0.1.0',
    clock: 'synchronised',
    simulated: false,
  };
}
