import type { Audit } from '../access/audit.ts';
import type { Clock } from '../clock/clock.ts';
import { paths } from '../common/data-folder.ts';
import type { Log } from '../common/log.ts';
import { VERSION } from '../common/version.ts';
import type { Config } from '../config/config.ts';
import { SoftwareUpdater } from '../software/updater.ts';
import { readMeta, writeMeta } from '../store/db/meta.ts';
import type { Store } from '../store/store.ts';

/** Key of the store's `meta`. */
const STATE = 'software';

export interface SoftwareParts {
  config: Config;
  store: Pick<Store, 'database'>;
  audit: Audit;
  /** It is within the site's quiet hours, and nobody stands there. */
  quiet: () => boolean;
  clock: Clock;
  log: Log;
}

/** What brings this machine's software to the version that the fleet names, wired to its store and data folder. */
export function createUpdater({ config, store, audit, quiet, clock, log }: SoftwareParts): SoftwareUpdater {
  const { database } = store;
  return new SoftwareUpdater({
    running: VERSION,
    processor: process.arch,
    source: config.software,
    installer: config.updater,
    folder: paths.updates(config.data),
    state: { read: () => readMeta(database, STATE), write: (text) => writeMeta(database, STATE, text) },
    audit,
    quiet,
    clock,
    log,
  });
}
