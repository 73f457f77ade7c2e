import { type Logger, pino } from 'pino';

export type Log = Logger;

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** JSON lines on stdout. Nothing personal goes in: no temperature, no address, no token. */
export function createLog(role: string, level: (typeof LOG_LEVELS)[number]): Log {
  return pino({ name: `kf99-${role}`, level, base: { role } }, pino.destination({ dest: 1, sync: true }));
}
