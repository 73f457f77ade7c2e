import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from '../common/data-folder.ts';
import { StartError } from '../common/start-error.ts';
import type { Config } from '../config/config.ts';
import { MODEL_ENDING, modelId, unpackModel, versionOf } from '../models/model-file.ts';

/**
 * `model FILE.kf99model` on the machine itself: hands a model to the server, which looks every 5 s, asks the gate and
 * tries it beside the one in use.
 * @throws {StartError} when the file is none
 */
export function bringModel(config: Config, file: string): void {
  try {
    const bytes = readFileSync(file);
    const version = versionOf(unpackModel(bytes));
    const incoming = paths.incomingModels(config.data);
    mkdirSync(incoming, { recursive: true, mode: 0o700 });
    const path = join(incoming, `${modelId(bytes)}${MODEL_ENDING}`);
    writeFileSync(`${path}.new`, bytes);
    renameSync(`${path}.new`, path);
    process.stdout.write(
      `${version} was handed to the server. What becomes of it is on the admin page, under Devices.\n`,
    );
  } catch (cause) {
    throw new StartError(`the model ${file} can't be brought: ${(cause as Error).message}`, { cause });
  }
}
