import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock/clock.ts';
import type { Role } from '../contract/index.ts';

export interface User {
  id: number;
  name: string;
  role: Role;
  /** The password as an argon2id string; never leaves the server. */
  password: string;
  created_at: string;
  changed_at: string;
  /** Since when a second factor is asked for; null without one. */
  factor_since: string | null;
}

/** The people who may log in. Names are unique without regard to the case of Latin letters. */
export class Users {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  list(): User[] {
    return this.#database.prepare('select * from users order by id').all() as unknown as User[];
  }

  find(id: number): User | null {
    return (this.#database.prepare('select * from users where id = ?').get(id) as unknown as User) ?? null;
  }

  named(name: string): User | null {
    const row = this.#database.prepare('select * from users where name = ?').get(name);
    return (row as unknown as User) ?? null;
  }

  admins(): number {
    const row = this.#database.prepare("select count(*) as n from users where role = 'admin'").get();
    return Number(row?.n);
  }

  /** @param password as an argon2id string */
  add(name: string, role: Role, password: string): User {
    const now = this.#clock.now().toISOString();
    const { lastInsertRowid } = this.#database
      .prepare('insert into users (name, role, password, created_at, changed_at) values (?, ?, ?, ?, ?)')
      .run(name, role, password, now, now);
    return this.find(Number(lastInsertRowid))!;
  }

  /** Changes what is given. */
  change(id: number, { role, password }: { role?: Role | undefined; password?: string | undefined }): void {
    this.#database
      .prepare(
        'update users set role = coalesce(?, role), password = coalesce(?, password), changed_at = ? where id = ?',
      )
      .run(role ?? null, password ?? null, this.#clock.now().toISOString(), id);
  }

  /** Removes the person with every session. */
  remove(id: number): void {
    this.#database.prepare('delete from users where id = ?').run(id);
  }
}
