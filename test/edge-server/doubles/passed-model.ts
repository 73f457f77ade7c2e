import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from '../../../edge-server/common/data-folder.ts';
import { ModelLibrary, readModel } from '../../../edge-server/models/library.ts';
import { modelId, packModel } from '../../../edge-server/models/model-file.ts';
import { NOTHING_KEPT } from '../../../edge-server/models/state.ts';
import { KEEPER_STATE } from '../../../edge-server/process/models.ts';
import { writeMeta } from '../../../edge-server/store/db/meta.ts';
import { openDatabase } from '../../../edge-server/store/db/open.ts';

const BUILD = join(import.meta.dirname, '../../../models/mask');

/**
 * Gives a data folder that has no store yet one in which the build's model passed the gate, as it is from the second
 * start on: a first start judges it at once, by 1.3 s of CPU. What a first start does is tried by the keeper's tests.
 */
export function seedPassedModel(data: string): void {
  const path = paths.database(data);
  if (existsSync(path)) return;
  const files = readModel(BUILD);
  const id = modelId(packModel(files));
  const library = new ModelLibrary(paths.models(data));
  library.stage(files);
  library.keep(id);
  const database = openDatabase(path, 'normal');
  try {
    writeMeta(database, KEEPER_STATE, JSON.stringify({ ...NOTHING_KEPT, build: id, good: id }));
  } finally {
    database.close();
  }
}
