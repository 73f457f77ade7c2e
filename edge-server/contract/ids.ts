import { z } from 'zod';

/**
 * A visit's id: a UUIDv7 minted by the page when it enters `checking`. It is the idempotency key from
 * the page to the cloud, and since it starts with the time, it also orders and partitions the cloud table.
 */
export const VisitId = z.uuidv7();

/** Letters, digits, `.`, `_` and `-`; it stands in MQTT topics, file names and log lines. */
export const KioskId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'use 1 to 63 letters, digits, ".", "_" or "-"');

/** The time in a UUIDv7, in ms since the epoch (RFC 9562: its first 48 bits). */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
