import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock/clock.ts';
import { readMeta, writeMeta } from '../store/db/meta.ts';

const KEY = 'held_reachable_ms';
/** ms for which the cloud was reachable while visits waited for the clock to be set; then they go as they are. */
const PATIENCE_MS = 24 * 3_600_000;
/** ms between two answers of the cloud that count as reachable throughout. */
const GAP_MS = 90_000;

/** Visits of an unset clock wait for it (outbox.ts); this lets go of them when it does not come. */
export class HeldRows {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  #reachedAt: number | null = null;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** The cloud has answered. The wait is counted on the monotonic clock: the wall clock is what is wrong. */
  reached(): void {
    const now = this.#clock.monotonic();
    const since = this.#reachedAt === null ? 0 : now - this.#reachedAt;
    this.#reachedAt = now;
    const { held } = this.#database
      .prepare(
        `select exists (select 1 from outbox o join visits v on v.seq = o.seq
                        where v.clock = 'unsynchronised' and o.released = 0) as held`,
      )
      .get() as { held: number };
    const waited = Number(readMeta(this.#database, KEY) ?? 0);
    if (!held) {
      if (waited > 0) writeMeta(this.#database, KEY, '0');
      return;
    }
    const total = waited + Math.min(since, GAP_MS);
    writeMeta(this.#database, KEY, String(total >= PATIENCE_MS ? 0 : total));
    if (total >= PATIENCE_MS) this.#database.exec('update outbox set released = 1 where released = 0');
  }
}
