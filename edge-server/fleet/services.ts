import type { Identity } from '../access/identity.ts';
import type { Access } from '../api/access.ts';
import type { EventHub } from '../api/events.ts';
import type { Bound } from '../api/hosts.ts';
import type { StaticFiles } from '../api/static-files.ts';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { Settings } from '../contract/index.ts';
import type { FleetHealthMonitor } from './health.ts';
import type { Ask } from './reader/cloud-reader.ts';

/** What the routes of the fleet role work with; tests pass their own. */
export interface FleetServices {
  role: 'fleet';
  bound: () => Bound;
  origin: string | null;
  clock: Clock;
  /** Of the settings file: the zone and the language of the pages. */
  settings: Settings;
  ask: Ask;
  health: FleetHealthMonitor;
  hub: EventHub;
  access: Access;
  identity: Identity;
  pages: StaticFiles;
  log: Log;
}
