import { readFileSync, rmSync } from 'node:fs';
import { type Clock, systemClock } from '../clock/clock.ts';
import { fetchFile } from '../common/fetch-file.ts';
import type { WantedModel } from '../contract/models.ts';
import { MODEL_ENDING } from './model-file.ts';

/**
 * Fetches the file of a model from the one place that the site allows (`fetchFile`), and removes `part`.
 *
 * @param source `https://host/path/` or an absolute path
 * @throws {Error} why it is not here yet, in words that follow its name
 */
export async function fetchModel(
  source: string,
  { version, sha256, bytes }: WantedModel,
  part: string,
  stopping: AbortSignal,
  clock: Clock = systemClock,
): Promise<Buffer> {
  await fetchFile(source, { name: `${version}${MODEL_ENDING}`, sha256, bytes }, part, stopping, clock);
  const file = readFileSync(part);
  rmSync(part, { force: true });
  return file;
}
