import type { DatabaseSync } from 'node:sqlite';
import type { ClockStamp } from '../../clock/clock-watch.ts';
import type { Change } from '../db/change.ts';

/** ms that are no correction: two measurements of the same clock. */
const NOISE_MS = 500;
const BATCH = 500;

interface Dated {
  seq: number;
  id: string;
  visited: string;
  offset_ms: number;
  held: 0 | 1;
}

/**
 * The next visits of this boot that were dated by another clock, as a change that dates them by this one; null when
 * there are none. What the cloud may have already is also told as an event, with the whole new time in it, so that
 * it may arrive before or after its visit.
 */
export function correctClock(
  database: DatabaseSync,
): (stamp: ClockStamp, alsoTrusted: boolean, at: Date) => Change | null {
  const select = (which: string) =>
    database.prepare(
      `select v.seq, v.id, v.visited, v.offset_ms,
            v.clock = 'unsynchronised' and o.seq is not null and o.released = 0 as held
     from visits v left join outbox o on o.seq = v.seq
     where v.boot = ? and ${which} order by v.seq limit ${BATCH}`,
    );
  const marked = select(`v.clock = 'unsynchronised'`);
  const trusted = select(`abs(v.offset_ms - cast(? as integer)) > ${NOISE_MS}`);
  return ({ boot, offsetMs }, alsoTrusted, at) => {
    let rows = marked.all(boot) as unknown as Dated[];
    if (rows.length === 0 && alsoTrusted) rows = trusted.all(boot, offsetMs) as unknown as Dated[];
    if (rows.length === 0) return null;
    return rows.flatMap(({ seq, id, visited, offset_ms, held }) => {
      const step = offsetMs - offset_ms;
      const moved = Math.abs(step) > NOISE_MS;
      const corrected = moved ? new Date(Date.parse(visited) + step).toISOString() : visited;
      const update = {
        sql: `update visits set visited = ?, clock = 'synchronised', offset_ms = ? where seq = ?`,
        values: [corrected, offsetMs, seq],
      };
      if (held || !moved) return [update];
      const data = JSON.stringify({ visited: corrected, step_ms: step });
      const event = {
        sql: `insert into events (visit_id, kind, at, data) values (?, 'clock', ?, ?)`,
        values: [id, at.toISOString(), data],
      };
      return [update, event];
    });
  };
}
