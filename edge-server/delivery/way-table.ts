import type { DatabaseSync } from 'node:sqlite';
import { type StoredWay, WAY_LIMITS, WAY_SECRET, Way } from '../contract/index.ts';

/** The site's ways in the store, with their secrets. */
export class WayTable {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Without secrets. */
  list(): StoredWay[] {
    return this.#database.prepare('select * from ways order by id').all().map(toStored);
  }

  /** With its secret, as a sender needs it; null when there is none of this id. */
  find(id: number): Way | null {
    const row = this.#database.prepare('select body from ways where id = ?').get(id);
    return row === undefined ? null : Way.parse(JSON.parse(String(row.body)));
  }

  /** Without its secret. */
  stored(id: number): StoredWay | null {
    const row = this.#database.prepare('select * from ways where id = ?').get(id);
    return row === undefined ? null : toStored(row);
  }

  /** Null when there are too many. */
  add(way: Way): StoredWay | null {
    const { n } = this.#database.prepare('select count(*) as n from ways').get() as { n: number };
    if (n >= WAY_LIMITS.ways) return null;
    const { lastInsertRowid } = this.#database
      .prepare('insert into ways (body) values (?)')
      .run(JSON.stringify(way));
    return this.stored(Number(lastInsertRowid));
  }

  /** A way as it would be saved over the one of this id: an empty secret keeps the stored one of the same kind. */
  merged(id: number, way: Way): Way | null {
    const before = this.find(id);
    const field = WAY_SECRET[way.kind];
    if (before === null || field === null || before.kind !== way.kind || secretOf(way) !== '') {
      return before && way;
    }
    return Way.parse({ ...way, [field]: secretOf(before) });
  }

  /** Saves a way anew; what became of earlier messages says nothing about it. */
  replace(id: number, way: Way): StoredWay | null {
    this.#database
      .prepare('update ways set body = ?, delivered_at = null, failed_at = null, error = null where id = ?')
      .run(JSON.stringify(way), id);
    return this.stored(id);
  }

  remove(id: number): boolean {
    return this.#database.prepare('delete from ways where id = ?').run(id).changes > 0;
  }
}

/** The secret of a way; null for a kind that has none. */
export function secretOf(way: Way): string | null {
  switch (way.kind) {
    case 'webhook':
      return null;
    case 'ntfy':
    case 'telegram':
      return way.token;
    case 'slack':
      return way.hook;
    case 'email':
      return way.password;
  }
}

function toStored({ id, body, delivered_at, failed_at, error }: Record<string, unknown>): StoredWay {
  const way = Way.parse(JSON.parse(String(body)));
  const field = WAY_SECRET[way.kind];
  return {
    id: Number(id),
    way: field === null ? way : Way.parse({ ...way, [field]: '' }),
    has_secret: (secretOf(way) ?? '') !== '',
    delivered_at: delivered_at as string | null,
    failed_at: failed_at as string | null,
    error: error as string | null,
  };
}
