import type { Health, SoftwareStatus } from '../contract/index.ts';
import type { ModelKeeper } from '../models/keeper.ts';
import type { FleetCommander } from '../settings/commander.ts';
import { readFleetKey } from '../settings/document.ts';
import { FleetFollower } from '../settings/follower.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import { isQuietTime } from '../settings/times.ts';
import type { SoftwareUpdater } from '../software/updater.ts';
import { type CommanderParts, createCommander } from './commander.ts';
import { createUpdater } from './software.ts';

export interface FollowedFleetOptions extends CommanderParts {
  siteSettings: SiteSettings;
  models: ModelKeeper;
  health: () => Health;
}

/** What this kiosk does as its fleet's owner signed it: settings, models, versions of the software, commands. */
export class FollowedFleet {
  readonly #software: SoftwareUpdater;
  readonly #commander: FleetCommander;
  readonly #follower: FleetFollower;

  constructor(options: FollowedFleetOptions) {
    const { config, store, siteSettings, idle, clockIsSet, clock } = options;
    this.#software = createUpdater({
      ...options,
      // A clock that is not set says nothing of hours.
      quiet: () => clockIsSet() && idle() && isQuietTime(siteSettings.read(), clock.now()),
    });
    this.#commander = createCommander(options);
    this.#follower = new FleetFollower({
      ...options,
      database: store.database,
      settings: siteSettings,
      key: config.fleetKeyFile === null ? null : readFleetKey(config.fleetKeyFile),
      allows: config.fleetAllows,
      software: this.#software,
    });
  }

  /** What became of the version that the fleet named last. */
  get software(): SoftwareStatus | null {
    return this.#software.status;
  }

  start(): void {
    this.#software.start();
    this.#follower.start();
    this.#commander.start();
  }

  async stop(): Promise<void> {
    this.#follower.stop();
    await this.#commander.stop();
    await this.#software.stop();
  }
}
