/**
 * `npm run model:pack -- FOLDER [--out FOLDER]`: makes `VERSION.kf99model` of a trained model, ours or somebody else's. In
 * FOLDER are the `model.json` of a TF.js graph model that takes crops and answers three logits, its files of weights,
 * and a `manifest.json` as `npm run train` writes it: labels, input, temperature and the figures of what was held out
 * (`npm run evaluate -- PHOTOS --model FOLDER --figures FOLDER/manifest.json` measures them). It passes the gate, or nothing is written.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ModelLibrary } from './library.ts';
import { MODEL_ENDING, type ModelFiles, packModel, versionOf } from './model-file.ts';
import { runGate } from './run-gate.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: '.cache/models' } },
});
try {
  const [folder] = positionals;
  if (folder === undefined) throw new Error('name the folder of a trained model');
  const files = gather(folder);
  const staged = new ModelLibrary(values.out).stage(files);
  const fault = await runGate(staged);
  if (fault !== null) throw new Error(fault);
  const path = join(values.out, `${versionOf(files)}${MODEL_ENDING}`);
  writeFileSync(path, packModel(files));
  console.log(`${path} passed the gate. On a kiosk: npm run model -- FILE; for all: npm run fleet:sign`);
} catch (error) {
  console.error(`model:pack: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  new ModelLibrary(values.out).discard();
}

/** The model's files with their weights in one, whose hash and name the manifest gets. */
function gather(folder: string): ModelFiles {
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const model = read('model.json');
  const groups: { paths: string[]; weights: unknown[] }[] = model.weightsManifest ?? [];
  const weights = Buffer.concat(
    groups.flatMap(({ paths }) => paths.map((path) => readFileSync(join(folder, path)))),
  );
  const sha256 = createHash('sha256').update(weights).digest('hex');
  const manifest = { ...read('manifest.json'), version: `mask-${sha256.slice(0, 8)}`, sha256 };
  mkdirSync(values.out, { recursive: true });
  const weightsManifest = [{ paths: ['mask.bin'], weights: groups.flatMap((group) => group.weights) }];
  return {
    'manifest.json': Buffer.from(JSON.stringify(manifest)),
    'model.json': Buffer.from(JSON.stringify({ ...model, weightsManifest })),
    'mask.bin': weights,
  };
}
