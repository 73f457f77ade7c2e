import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

interface Options {
  /** ms since the epoch: visits are spread over it evenly. */
  from: number;
  to: number;
  seed?: number;
}

/**
 * Writes visits as rows, for tests of what reads many: every verdict, reason and mask occurs, a fifth follow another
 * attempt, a tenth have no temperature. Their steps and outbox are left out.
 */
export function visitRows(database: DatabaseSync, count: number, { from, to, seed = 1 }: Options): void {
  const insert = database.prepare(
    `insert into visits (id, kiosk_id, ispass, visited, verdict, reasons, attempt_of, mask, cause, p_mask, p_no_mask,
       p_incorrect, frames, face_px, estimate_c, object_c, ambient_c, distance_mm, mask_ms, server_ms, model, software,
       clock, simulated, body_hash, answer, boot, offset_ms)
     values (?, 'test-kiosk', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 12, 180, ?, ?, 22, 120, ?, ?, 'test-model', '0.1.0', ?, 1,
       '', '{}', 'boot', 0)`,
  );
  const random = generator(seed);
  let last = '';
  database.exec('begin');
  for (let i = 0; i < count; i++) {
    const at = Math.round(from + ((to - from) * (i + random() * 0.9)) / Math.max(1, count));
    const id = idAt(at);
    const [verdict, reasons, mask] = KINDS[pick(random)]!;
    const estimate =
      random() < 0.1 ? null : 35.8 + random() + random() + (verdict === 'deny' && random() < 0.2 ? 1.5 : 0);
    const p = mask === 'undecided' ? 0.4 : 0.98;
    const rest = (1 - p) / 2;
    insert.run(
      id,
      verdict === 'pass' || verdict === 'staff' ? 1 : 0,
      new Date(at).toISOString(),
      verdict,
      JSON.stringify(reasons),
      last && random() < 0.2 ? last : null,
      mask,
      mask === 'undecided' ? 'dark' : null,
      mask === 'mask' ? p : rest,
      mask === 'no_mask' ? p : rest,
      mask === 'incorrect' ? p : rest,
      estimate,
      estimate === null ? null : estimate - 2.5,
      Math.round(600 + random() * 2500),
      Math.round(50 + random() * 1500),
      random() < 0.05 ? 'unsynchronised' : 'synchronised',
    );
    last = id;
  }
  database.exec('commit');
}

const KINDS = [
  ['pass', [], 'mask'],
  ['deny', ['no_mask'], 'no_mask'],
  ['adjust', ['mask_incorrect'], 'incorrect'],
  ['deny', ['fever'], 'mask'],
  ['adjust', ['undecided'], 'undecided'],
  ['adjust', ['too_cold'], 'mask'],
  ['deny', ['mask_incorrect', 'temperature_missing'], 'incorrect'],
  ['staff', ['no_mask'], 'no_mask'],
] as const;
/** Shares of the kinds: most pass. */
const SHARES = [0.78, 0.86, 0.91, 0.93, 0.95, 0.97, 0.99, 1];

function pick(random: () => number): number {
  const at = random();
  return SHARES.findIndex((share) => at < share);
}

/** A UUIDv7 of this moment. */
function idAt(ms: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(ms, 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Marsaglia's xorshift: the same rows for the same seed, but for their ids. */
function generator(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
