import type { Audit } from '../access/audit.ts';
import type { KioskPage } from '../api/kiosk-page.ts';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { Config } from '../config/config.ts';
import { FleetCommander } from '../settings/commander.ts';
import { readFleetKey } from '../settings/document.ts';
import type { Store } from '../store/store.ts';
import type { EdgeOptions } from './edge-options.ts';

export interface CommanderParts extends Pick<EdgeOptions, 'restart' | 'logTail' | 'doctor'> {
  config: Config;
  store: Pick<Store, 'database'>;
  kioskId: string;
  kioskPage: Pick<KioskPage, 'askReload' | 'askRestart'>;
  idle: () => boolean;
  clockIsSet: () => boolean;
  audit: Audit;
  clock: Clock;
  log: Log;
}

/** What does the fleet's commands on this machine. */
export function createCommander(parts: CommanderParts): FleetCommander {
  const { config, store, kioskPage, restart = null, logTail, doctor, ...rest } = parts;
  const nothing = () => {
    throw new Error('This server has none.');
  };
  return new FleetCommander({
    ...rest,
    database: store.database,
    key: config.fleetKeyFile === null ? null : readFleetKey(config.fleetKeyFile),
    allows: config.fleetAllows,
    acts: {
      page: () => {
        kioskPage.askReload();
        return '';
      },
      browser: () => {
        kioskPage.askRestart();
        return '';
      },
      server: () => {
        if (restart === null) throw new Error('Nothing starts this server again when it ends.');
        restart();
        return '';
      },
      doctor: doctor ?? nothing,
      log: logTail ?? nothing,
    },
  });
}
