import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { readMeta, writeMeta } from '../store/db/meta.ts';
import { newCode, newSecret } from './secret.ts';

/**
 * Browsers in which a person logged in before, known by a cookie (OWASP's device cookies). The cookie lets nobody in:
 * its tries are only counted apart from those of strangers, so that who guesses passwords from elsewhere keeps no staff
 * out. It is 128 random bits and their HMAC for one person, so the server keeps a key and no list.
 */

const KEY = 'known_browsers_key';

export class KnownBrowsers {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** The cookie of a browser in which this person has just logged in. */
  cookieFor(userId: number): string {
    const id = newCode();
    return `${id}.${this.#sign(id, userId)}`;
  }

  /** @returns the browser's id when the cookie is of this person, else null */
  find(cookie: string | undefined, userId: number): string | null {
    const [, id, signature] = /^([\w-]{22})\.([\w-]{43})$/.exec(cookie ?? '') ?? [];
    if (id === undefined || signature === undefined) return null;
    return timingSafeEqual(Buffer.from(signature), Buffer.from(this.#sign(id, userId))) ? id : null;
  }

  /** From now on every browser is a stranger's. */
  forget(): void {
    this.#database.prepare('delete from meta where key = ?').run(KEY);
  }

  #sign(id: string, userId: number): string {
    return createHmac('sha256', this.#key()).update(`${userId} ${id}`).digest('base64url');
  }

  #key(): string {
    const stored = readMeta(this.#database, KEY);
    if (stored !== null) return stored;
    const key = newSecret();
    writeMeta(this.#database, KEY, key);
    return key;
  }
}
