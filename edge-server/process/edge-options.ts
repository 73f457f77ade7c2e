import type { Clock } from '../clock/clock.ts';
import type { Boot, TimeSource } from '../clock/time-source.ts';
import type { DiskSpace } from '../common/disk.ts';
import type { Log } from '../common/log.ts';
import type { Config } from '../config/config.ts';
import type { Health } from '../contract/index.ts';
import type { Hardware } from '../health/hardware.ts';
import type { runGate } from '../models/run-gate.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import type { Store } from '../store/store.ts';
import type { Thermometer } from '../thermometer/thermometer.ts';

/** What an edge server is made of; the optional parts are the machine's own where nothing is said. */
export interface EdgeOptions {
  config: Config;
  store: Store;
  thermometer: Thermometer;
  settings: SiteSettings;
  log: Log;
  clock?: Clock;
  /** Whether the system says that its clock is set, and what its uptime counts from. */
  timeSource?: TimeSource;
  boot?: Boot;
  /** Folder of the built pages. */
  pages?: string;
  /** Where rows go; a kiosk may be enrolled in a cloud while it runs. */
  syncTarget: () => Health['parts']['sync']['target'];
  /** Asks a mask model; a test that has no use for it saves the second that it takes. */
  gate?: typeof runGate;
  disk?: () => DiskSpace | null;
  hardware?: () => Hardware;
  /** Ends the server so that it is started again; null where nothing would. */
  restart?: (() => void) | null;
  /** The end of this server's log since its start. */
  logTail?: () => string;
  /** What the doctor finds on this machine. */
  doctor?: () => Promise<string>;
  /** Called after each stored verdict: rows wait. */
  onStored?: () => void;
}
