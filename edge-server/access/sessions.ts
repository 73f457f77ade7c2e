import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock/clock.ts';
import type { Role } from '../contract/index.ts';
import { hashOf, newSecret } from './secret.ts';

const HOUR_MS = 3_600_000;
/** ms without a request after which a session is over; an open page asks by itself, so it counts as use. */
export const IDLE_MS = 2 * HOUR_MS;
/** ms after which a session is over however it was used: a long shift. */
export const LONGEST_MS = 12 * HOUR_MS;
/** ms between two notes of use on disk. */
const NOTE_MS = 5 * 60_000;
/** Sessions that one person holds; the oldest goes first. */
const MOST = 20;

export interface SessionUser {
  userId: number;
  name: string;
  role: Role;
  /** Whether the person has a second factor. */
  secondFactor: boolean;
}

type Row = Omit<SessionUser, 'secondFactor'> & {
  created_at: string;
  seen_at: string;
  factor_since: string | null;
};

/**
 * Sessions of people who logged in, by the hash of the cookie's token. They end by log-out, by `IDLE_MS`
 * without use, after `LONGEST_MS`, and when role or password of their person changes. Times are of the wall
 * clock, since sessions outlive a restart: a session from the future (the clock went back) is over too.
 */
export class Sessions {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Begins a session; @returns the token for the cookie. */
  begin(userId: number): string {
    const token = newSecret();
    const now = this.#clock.now().toISOString();
    this.#database
      .prepare('insert into sessions (token_hash, user_id, created_at, seen_at) values (?, ?, ?, ?)')
      .run(hashOf(token), userId, now, now);
    this.#database
      .prepare(
        `delete from sessions where user_id = ?1 and token_hash not in
           (select token_hash from sessions where user_id = ?1 order by created_at desc, rowid desc limit ${MOST})`,
      )
      .run(userId);
    return token;
  }

  /** Whose session the token is, null when it is none or over. */
  find(token: string): SessionUser | null {
    const hash = hashOf(token);
    const row = this.#database
      .prepare(
        `select u.id as userId, u.name, u.role, u.factor_since, s.created_at, s.seen_at
         from sessions s join users u on u.id = s.user_id where s.token_hash = ?`,
      )
      .get(hash) as Row | undefined;
    if (row === undefined) return null;
    const { created_at, seen_at, factor_since, ...user } = row;
    const now = this.#clock.now().getTime();
    const age = now - Date.parse(created_at);
    const idle = now - Date.parse(seen_at);
    if (age > LONGEST_MS || idle > IDLE_MS || age < -NOTE_MS) {
      this.end(token);
      return null;
    }
    if (idle > NOTE_MS) this.#note(hash, now);
    return { ...user, secondFactor: factor_since !== null };
  }

  end(token: string): void {
    this.#database.prepare('delete from sessions where token_hash = ?').run(hashOf(token));
  }

  /** Ends every session of a person but the one with this token. */
  endAll(userId: number, except?: string): void {
    this.#database
      .prepare('delete from sessions where user_id = ? and token_hash <> ?')
      .run(userId, except === undefined ? '' : hashOf(except));
  }

  /** Removes what is over. */
  purge(): void {
    const now = this.#clock.now().getTime();
    this.#database
      .prepare('delete from sessions where created_at < ? or seen_at < ?')
      .run(new Date(now - LONGEST_MS).toISOString(), new Date(now - IDLE_MS).toISOString());
  }

  #note(hash: string, now: number): void {
    this.#database
      .prepare('update sessions set seen_at = ? where token_hash = ?')
      .run(new Date(now).toISOString(), hash);
  }
}
