import type { Alarm } from '../../../../edge-server/contract/alarms.ts';
import type { Health } from '../../../../edge-server/contract/health.ts';
import type { StreamState } from '../../../shared/events.ts';

/** What stands in the way, or will. The words are those of messages.ts under `cause_<name>`. */
export type Cause =
  | 'server_away'
  | 'store_down'
  | 'model_down'
  | 'thermometer_down'
  | 'thermometer_ill'
  | 'kiosk_never'
  | 'kiosk_silent'
  | 'camera'
  | 'locked'
  | 'alarm'
  | 'cloud'
  | 'clock'
  | 'disk'
  | 'door_forced'
  | 'door_left_open'
  | 'hardware'
  | 'software'
  | 'bucket'
  | 'mqtt'
  | 'kiosk_ill';

export interface Entrance {
  /** `stop`: people cannot be let in as they should. `look`: they can, and something wants a look. */
  light: 'go' | 'look' | 'stop' | 'unknown';
  causes: readonly Cause[];
}

interface Seen {
  server: StreamState;
  /** Null while nothing is known. */
  health: Health | null;
  alarms: readonly Pick<Alarm, 'severity' | 'acknowledged_at' | 'cleared_at'>[];
  /** Whether the site wants a temperature of everybody. */
  temperatureRequired: boolean;
}

/**
 * The light of the entrance.
 *
 * Red (`stop`) is whatever keeps the next visitor from being judged or let in: the server does not answer, nothing can
 * be stored, there is no mask model, no kiosk page that answers, no camera picture, no thermometer although everybody
 * has to be measured, a door that a rule keeps shut; and a critical alarm that nobody has acknowledged, since it was
 * made to fetch somebody. Amber (`look`) is what does not hold up the next visitor: other parts that are not well, and
 * the other alarms that nobody has acknowledged. Green is the rest. What a site has switched off is not a trouble,
 * and neither is a page that is dark while the site is closed.
 * Without any answer yet the light is `unknown`, never green.
 */
export function entrance({ server, health, alarms, temperatureRequired }: Seen): Entrance {
  if (server === 'away') return { light: 'stop', causes: ['server_away'] };
  if (health === null) return { light: 'unknown', causes: [] };
  const stops = stopping(health.parts, temperatureRequired);
  const looks = wanting(health.parts, stops);
  const open = alarms.filter((alarm) => alarm.acknowledged_at === null && alarm.cleared_at === null);
  const critical = open.some(({ severity }) => severity === 'critical');
  if (stops.length > 0 || critical) {
    return { light: 'stop', causes: [...stops, ...(critical ? (['alarm'] as const) : []), ...looks] };
  }
  if (open.length > 0) looks.push('alarm');
  return { light: looks.length > 0 ? 'look' : 'go', causes: looks };
}

function stopping(parts: Health['parts'], temperatureRequired: boolean): Cause[] {
  const { store, model, thermometer, kiosk, door } = parts;
  const causes: Cause[] = [];
  if (store.status === 'down') causes.push('store_down');
  if (model.status === 'down') causes.push('model_down');
  // Outside the opening hours nobody expects a page; one that is open all the same is looked at as ever.
  const closed = !kiosk.open && kiosk.status === 'off';
  if (kiosk.last_seen_ms === null && !closed) causes.push('kiosk_never');
  else if (kiosk.status === 'down') causes.push('kiosk_silent');
  else if (!closed && kiosk.camera !== null && kiosk.camera !== 'live' && kiosk.camera !== 'starting')
    causes.push('camera');
  if (thermometer.status === 'down' && temperatureRequired) causes.push('thermometer_down');
  if (door.locked) causes.push('locked');
  return causes;
}

function wanting(parts: Health['parts'], stops: readonly Cause[]): Cause[] {
  const ill = ({ status }: { status: string }) => status === 'degraded' || status === 'down';
  const looks: Cause[] = [];
  if (ill(parts.thermometer) && !stops.includes('thermometer_down')) looks.push('thermometer_ill');
  const kioskTold = stops.some(
    (cause) => cause === 'kiosk_never' || cause === 'kiosk_silent' || cause === 'camera',
  );
  if (ill(parts.kiosk) && !kioskTold) looks.push('kiosk_ill');
  if (parts.door.contact === 'forced' || parts.door.contact === 'left_open') {
    looks.push(`door_${parts.door.contact}`);
  }
  if (ill(parts.disk)) looks.push('disk');
  if (ill(parts.clock)) looks.push('clock');
  if (ill(parts.sync)) looks.push('cloud');
  if (ill(parts.hardware)) looks.push('hardware');
  if (ill(parts.software)) looks.push('software');
  if (ill(parts.bucket)) looks.push('bucket');
  if (ill(parts.mqtt)) looks.push('mqtt');
  return looks;
}
