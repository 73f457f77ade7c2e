import type { DatabaseSync } from 'node:sqlite';
import { Rule } from '../contract/index.ts';

/** A rule as it is stored. */
export interface RuleRow {
  id: number;
  rule: Rule;
  disabled: string | null;
}

/** The site's rules in the store. */
export class RuleTable {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  list(): RuleRow[] {
    const rows = this.#database.prepare('select * from rules order by id').all();
    return rows.map(({ id, body, disabled }) => ({
      id: Number(id),
      rule: Rule.parse(JSON.parse(String(body))),
      disabled: disabled === null ? null : String(disabled),
    }));
  }

  insert(rule: Rule): number {
    const { lastInsertRowid } = this.#database
      .prepare('insert into rules (body) values (?)')
      .run(JSON.stringify(rule));
    return Number(lastInsertRowid);
  }

  /** Saves a rule again, which also switches it on again. */
  replace(id: number, rule: Rule): void {
    this.#database
      .prepare('update rules set body = ?, disabled = null where id = ?')
      .run(JSON.stringify(rule), id);
  }

  disable(id: number, reason: string): void {
    this.#database.prepare('update rules set disabled = ? where id = ?').run(reason, id);
  }

  remove(id: number): void {
    this.#database.prepare('delete from rules where id = ?').run(id);
  }
}
