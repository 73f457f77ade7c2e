import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock/clock.ts';
import { MOST_PHONES, type Phone, type PushRequest } from '../contract/index.ts';

/** What a message to a browser is sent and encrypted with. */
export interface PhoneKeys {
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** The browsers that people are told in, in the store. */
export class PhoneTable {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** One person's, oldest first. */
  list(user: number): Phone[] {
    const rows = this.#database.prepare('select * from phones where user_id = ? order by id').all(user);
    return rows.map(toPhone);
  }

  /** Takes a subscription; one whose browser was another person's is this one's from now on. */
  add(user: number, { endpoint, keys: { p256dh, auth }, browser }: PushRequest): void {
    this.#database
      .prepare(
        `insert into phones (user_id, endpoint, p256dh, auth, browser, created_at) values (?, ?, ?, ?, ?, ?)
         on conflict (endpoint) do update set user_id = excluded.user_id, p256dh = excluded.p256dh,
           auth = excluded.auth, browser = excluded.browser`,
      )
      .run(user, endpoint, p256dh, auth, browser, this.#clock.now().toISOString());
    this.#database
      .prepare(
        `delete from phones where user_id = ?1 and id not in
           (select id from phones where user_id = ?1 order by id desc limit ${MOST_PHONES})`,
      )
      .run(user);
  }

  /** Whose it is, and how to reach it; null when there is none of this id. */
  find(id: number): (PhoneKeys & { user: number }) | null {
    const row = this.#database
      .prepare('select user_id as user, endpoint, p256dh, auth from phones where id = ?')
      .get(id);
    return (row as unknown as PhoneKeys & { user: number }) ?? null;
  }

  remove(id: number): void {
    this.#database.prepare('delete from phones where id = ?').run(id);
  }
}

function toPhone(row: Record<string, unknown>): Phone {
  const { id, endpoint, browser, created_at, delivered_at, failed_at, error } = row as unknown as Phone & {
    endpoint: string;
  };
  const endpoint_sha256 = createHash('sha256').update(endpoint).digest('hex');
  return { id, browser, endpoint_sha256, created_at, delivered_at, failed_at, error };
}
