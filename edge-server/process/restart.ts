import { existsSync } from 'node:fs';

/**
 * What ends this server so that it is started again, where something does that: systemd, which the unit of the package
 * names by NOTIFY_SOCKET, or Docker. Null where it would stay away.
 */
export function restarter(env = process.env): (() => void) | null {
  if (!env.NOTIFY_SOCKET && !existsSync('/.dockerenv')) return null;
  return () => process.kill(process.pid, 'SIGTERM');
}
