import type { Clock } from '../clock/clock.ts';
import type { Statement } from '../store/db/change.ts';
import type { Target } from './target.ts';

/** Notes at a way or a phone what became of the last try; null for what keeps no notes. */
export function noteOf(target: Target, error: string | null, clock: Clock): Statement | null {
  if (target.to === 'webhook') return null;
  const table = target.to === 'way' ? 'ways' : 'phones';
  const at = clock.now().toISOString();
  if (error === null) {
    return {
      sql: `update ${table} set delivered_at = ?, error = null where id = ?`,
      values: [at, target.id],
    };
  }
  return {
    sql: `update ${table} set failed_at = ?, error = ? where id = ?`,
    values: [at, error, target.id],
  };
}
