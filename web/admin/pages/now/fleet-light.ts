import type { FleetHealth } from '../../../../edge-server/contract/fleet.ts';
import type { StreamState } from '../../../shared/events.ts';

/** What wants a look. The words are those of messages.ts under `fleet_<name>`. */
export type FleetCause = 'server' | 'cloud' | 'maintenance' | 'silent' | 'critical' | 'alarms';

export interface FleetLight {
  light: 'go' | 'look' | 'stop' | 'unknown';
  causes: readonly FleetCause[];
}

interface Seen {
  server: StreamState;
  /** Null while nothing is known. */
  health: FleetHealth | null;
  /** Those that nobody has acknowledged. */
  alarms: readonly { severity: string }[];
}

/**
 * The light of all kiosks.
 *
 * Red (`stop`): nothing is known of them, since this server or the cloud does not answer; or one of them has a critical
 * alarm that nobody has acknowledged. Amber (`look`): a kiosk is silent, an alarm is open, or the cloud's daily job does
 * not run. A silent kiosk does not make the light red: it judges and lets in without the cloud. Green is the rest.
 * Without any answer yet the light is `unknown`, never green.
 */
export function fleetLight({ server, health, alarms }: Seen): FleetLight {
  if (server === 'away') return { light: 'stop', causes: ['server'] };
  if (health === null) return { light: 'unknown', causes: [] };
  const { cloud, kiosks } = health.parts;
  if (cloud.status === 'down') return { light: 'stop', causes: ['cloud'] };
  const critical = alarms.some(({ severity }) => severity === 'critical');
  const causes: FleetCause[] = [];
  if (critical) causes.push('critical');
  else if (alarms.length > 0) causes.push('alarms');
  if (kiosks.silent > 0) causes.push('silent');
  if (cloud.status === 'degraded') causes.push('maintenance');
  return { light: critical ? 'stop' : causes.length > 0 ? 'look' : 'go', causes };
}
