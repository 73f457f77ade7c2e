import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock/clock.ts';
import type { Statement } from '../store/db/change.ts';

const DAY_MS = 86_400_000;
/** How long a change can be looked up. */
const KEPT_MS = 365 * DAY_MS;

/** One change that a person, a token or someone on the host made. */
export interface Change {
  /** `id` of the principal, or `host` for a command on the machine itself. */
  actor: string;
  /** What was done, as `user.add` or `settings.change`. */
  action: string;
  /** To what, as `user:kim`. */
  target: string;
  /** Values before and after, without secrets. */
  before?: unknown;
  after?: unknown;
}

export interface Entry extends Required<Change> {
  id: number;
  at: string;
}

/** The log of every change; entries are added and read, and go after a year. */
export class Audit {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Call it in the transaction of the change itself, so that there is neither without the other. */
  record(change: Change): void {
    const { sql, values } = auditEntry(this.#clock, change);
    this.#database.prepare(sql).run(...values);
  }

  /**
   * Newest first.
   * @param before an `id`, null for the newest page
   * @param only this action, or all that begin with it and a point; entries whose actor or target has this text
   */
  list(limit: number, before: number | null, only: { action?: string; text?: string } = {}): Entry[] {
    return this.#database
      .prepare(
        `select * from audit where id < ?1 and (?2 is null or action = ?2 or action glob ?2 || '.*')
           and (?3 is null or instr(lower(actor || ' ' || target), lower(?3)) > 0)
         order by id desc limit ?4`,
      )
      .all(before ?? Number.MAX_SAFE_INTEGER, only.action ?? null, only.text ?? null, limit)
      .map(toEntry);
  }

  find(id: number): Entry | null {
    const row = this.#database.prepare('select * from audit where id = ?').get(id);
    return row ? toEntry(row) : null;
  }

  /** Removes what is older than a year. */
  purge(): void {
    const limit = new Date(this.#clock.now().getTime() - KEPT_MS).toISOString();
    this.#database.prepare('delete from audit where at < ?').run(limit);
  }
}

/** The entry as a statement, for a change that the store's writer makes. */
export function auditEntry(clock: Clock, { actor, action, target, before, after }: Change): Statement {
  return {
    sql: 'insert into audit (at, actor, action, target, before, after) values (?, ?, ?, ?, ?, ?)',
    values: [clock.now().toISOString(), actor, action, target, toJson(before), toJson(after)],
  };
}

function toJson(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

function toEntry(row: Record<string, unknown>): Entry {
  const value = (json: unknown): unknown => (json === null ? null : JSON.parse(String(json)));
  return { ...(row as unknown as Entry), before: value(row.before), after: value(row.after) };
}
