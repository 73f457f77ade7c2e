import type { DatabaseSync } from 'node:sqlite';

export type DeviceRole = 'kiosk' | 'viewer';

/** Paired browsers by the SHA-256 of their token (hex). */
export interface Devices {
  add(tokenHash: string, role: DeviceRole, at: Date): void;
  /** The role that the token was paired for, null for a stranger. */
  role(tokenHash: string): DeviceRole | null;
}

export function createDevices(database: DatabaseSync): Devices {
  const insert = database.prepare('insert into devices (token_hash, role, paired_at) values (?, ?, ?)');
  const select = database.prepare('select role from devices where token_hash = ?');
  return {
    add: (tokenHash, role, at) => void insert.run(tokenHash, role, at.toISOString()),
    role: (tokenHash) => (select.get(tokenHash) as { role: DeviceRole } | undefined)?.role ?? null,
  };
}
