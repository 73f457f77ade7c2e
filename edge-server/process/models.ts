import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Audit } from '../access/audit.ts';
import type { Clock } from '../clock/clock.ts';
import { paths } from '../common/data-folder.ts';
import type { Log } from '../common/log.ts';
import type { Config } from '../config/config.ts';
import type { Health } from '../contract/index.ts';
import { fetchModel } from '../models/fetch-model.ts';
import { ModelIntake } from '../models/intake.ts';
import { ModelKeeper } from '../models/keeper.ts';
import { ModelLibrary } from '../models/library.ts';
import { ModelRecord } from '../models/record.ts';
import { runGate } from '../models/run-gate.ts';
import { readMeta, writeMeta } from '../store/db/meta.ts';
import type { Store } from '../store/store.ts';

const SOURCE = fileURLToPath(new URL('../../models/mask', import.meta.url));
/** Key of the keeper's state in the store's `meta`. */
export const KEEPER_STATE = 'models';
/** Parts that a mask model can break. */
const WATCHED = ['kiosk', 'model'] as const;

export interface ModelParts {
  config: Config;
  store: Pick<Store, 'database'>;
  audit: Audit;
  clock: Clock;
  log: Log;
  /** Folder of the built pages, where the model is when the source has none. */
  pages: string;
  health: () => Health;
  idle: () => boolean;
  gate?: typeof runGate;
}

/** The keeper of this kiosk's mask models, wired to its store, its data folder and its health. */
export function createKeeper(parts: ModelParts): ModelKeeper {
  const { config, store, audit, clock, log, pages, health, idle, gate = runGate } = parts;
  const { database } = store;
  const record = new ModelRecord({
    library: new ModelLibrary(paths.models(config.data)),
    state: {
      read: () => readMeta(database, KEEPER_STATE),
      write: (text) => writeMeta(database, KEEPER_STATE, text),
    },
    audit,
    clock,
    log,
  });
  const source = config.models;
  const intake = new ModelIntake({
    record,
    incoming: paths.incomingModels(config.data),
    gate: (folder) => gate(folder),
    obtain: source === null ? null : (...of) => fetchModel(source, ...of),
    clock,
    log,
  });
  return new ModelKeeper({
    record,
    intake,
    build: existsSync(join(SOURCE, 'mask.bin')) ? SOURCE : join(pages, 'models/mask'),
    gateBuild: () => gate(null),
    page: () => {
      const { kiosk } = health().parts;
      return kiosk.status === 'down' ? null : kiosk.vision;
    },
    idle,
    well: () => {
      const { parts } = health();
      return WATCHED.filter((part) => parts[part].status === 'ok' || parts[part].status === 'off');
    },
    clock,
    log,
  });
}
