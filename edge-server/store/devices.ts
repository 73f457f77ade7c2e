import type { DatabaseSync } from 'node:sqlite';

/** Characters of a token's hash that name its browser; they open nothing. */
const ID_LENGTH = 16;
/** Browsers of which the last request is known; more than any site pairs. */
const MOST_SEEN = 200;

/** A paired browser as staff see it. */
export interface Device {
  id: string;
  paired_at: string;
  /** Of its last request since the server started. */
  seen_at: string | null;
  browser: string | null;
}

/** Paired kiosk browsers by the SHA-256 of their token (hex). */
export interface Devices {
  /** @returns the id that names the browser */
  add(tokenHash: string, at: Date): string;
  /** Whether any browser is paired. */
  any(): boolean;
  /** Whether the token was paired. */
  has(tokenHash: string): boolean;
  /** Notes a request of a paired browser, in memory: a write for each request would wear the card. */
  seen(tokenHash: string, at: Date, browser: string): void;
  list(): Device[];
  /** Unpairs a browser. @returns whether there was one */
  remove(id: string): boolean;
}

export function createDevices(database: DatabaseSync): Devices {
  const insert = database.prepare('insert into devices (token_hash, paired_at) values (?, ?)');
  const select = database.prepare('select 1 from devices where token_hash = ?');
  const first = database.prepare('select 1 from devices limit 1');
  const all = database.prepare('select * from devices order by paired_at desc, rowid desc');
  const drop = database.prepare('delete from devices where substr(token_hash, 1, ?) = ?');
  const requests = new Map<string, { at: string; browser: string }>();
  const idOf = (tokenHash: string) => tokenHash.slice(0, ID_LENGTH);
  return {
    add(tokenHash, at) {
      insert.run(tokenHash, at.toISOString());
      return idOf(tokenHash);
    },
    any: () => first.get() !== undefined,
    has: (tokenHash) => select.get(tokenHash) !== undefined,
    seen(tokenHash, at, browser) {
      const id = idOf(tokenHash);
      if (requests.size < MOST_SEEN || requests.has(id)) requests.set(id, { at: at.toISOString(), browser });
    },
    list: () =>
      all.all().map(({ token_hash, paired_at }) => {
        const id = idOf(String(token_hash));
        const { at = null, browser = null } = requests.get(id) ?? {};
        return { id, paired_at: String(paired_at), seen_at: at, browser };
      }),
    remove(id) {
      requests.delete(id);
      return Number(drop.run(ID_LENGTH, id).changes) > 0;
    },
  };
}
