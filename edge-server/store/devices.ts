import type { DatabaseSync } from 'node:sqlite';

/** Paired kiosk browsers by the SHA-256 of their token (hex). */
export interface Devices {
  add(tokenHash: string, at: Date): void;
  /** Whether the token was paired. */
  has(tokenHash: string): boolean;
}

export function createDevices(database: DatabaseSync): Devices {
  const insert = database.prepare("insert into devices (token_hash, role, paired_at) values (?, 'kiosk', ?)");
  const select = database.prepare("select 1 from devices where token_hash = ? and role = 'kiosk'");
  return {
    add: (tokenHash, at) => void insert.run(tokenHash, at.toISOString()),
    has: (tokenHash) => select.get(tokenHash) !== undefined,
  };
}
