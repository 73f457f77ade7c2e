import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock/clock.ts';
import type { Scope } from '../contract/index.ts';
import { hashOf, newSecret } from './secret.ts';

/** ms between two notes of use on disk. */
const NOTE_MS = 60 * 60_000;
/** What every token begins with, so that a scanner of source code knows a leaked one. */
const PREFIX = 'kf99_';

export interface Token {
  id: number;
  name: string;
  scopes: Scope[];
  created_at: string;
  expires_at: string | null;
  /** Of the last use, to within an hour; null for one that was never used. */
  used_at: string | null;
}

/** API tokens of integrations: shown once, kept as a hash. */
export class Tokens {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  list(): Token[] {
    return this.#database.prepare(`${SELECT} order by id`).all().map(toToken);
  }

  find(id: number): Token | null {
    const row = this.#database.prepare(`${SELECT} where id = ?`).get(id);
    return row ? toToken(row) : null;
  }

  named(name: string): Token | null {
    const row = this.#database.prepare(`${SELECT} where name = ?`).get(name);
    return row ? toToken(row) : null;
  }

  /** @returns the token and its secret, which is kept nowhere */
  add(name: string, scopes: readonly Scope[], expiresAt: string | null): { token: Token; secret: string } {
    const secret = PREFIX + newSecret();
    const { lastInsertRowid } = this.#database
      .prepare('insert into tokens (name, token_hash, scopes, created_at, expires_at) values (?, ?, ?, ?, ?)')
      .run(name, hashOf(secret), JSON.stringify(scopes), this.#clock.now().toISOString(), expiresAt);
    return { token: this.find(Number(lastInsertRowid))!, secret };
  }

  remove(id: number): void {
    this.#database.prepare('delete from tokens where id = ?').run(id);
  }

  /** The token with this secret, null when there is none or it has expired; notes its use. */
  use(secret: string): Token | null {
    const row = this.#database.prepare(`${SELECT} where token_hash = ?`).get(hashOf(secret));
    return row === undefined ? null : this.#used(toToken(row));
  }

  /**
   * The token of this name with the key that its messages are signed with, null when there is none or it has
   * expired; notes its use. The key is the hash of the secret, which both sides have.
   */
  signer(name: string): { token: Token; key: string } | null {
    const row = this.#database.prepare(`${SELECT_KEY} where name = ?`).get(name);
    if (row === undefined) return null;
    const { token_hash: key, ...rest } = row;
    const token = this.#used(toToken(rest));
    return token && { token, key: String(key) };
  }

  #used(token: Token): Token | null {
    const now = this.#clock.now();
    if (token.expires_at !== null && now.getTime() >= Date.parse(token.expires_at)) return null;
    if (token.used_at === null || now.getTime() - Date.parse(token.used_at) > NOTE_MS) {
      this.#database.prepare('update tokens set used_at = ? where id = ?').run(now.toISOString(), token.id);
    }
    return token;
  }
}

const COLUMNS = 'id, name, scopes, created_at, expires_at, used_at';
const SELECT = `select ${COLUMNS} from tokens`;
const SELECT_KEY = `select ${COLUMNS}, token_hash from tokens`;

function toToken(row: Record<string, unknown>): Token {
  return { ...(row as unknown as Token), scopes: JSON.parse(String(row.scopes)) as Scope[] };
}
