import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { ReadModelFile } from '../../pipeline/load.ts';

const require = createRequire(import.meta.url);

/** Folder of TF.js' .wasm files, with a slash at its end. */
export const WASM_FOLDER = `${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`;

const HUMAN_MODELS = join(dirname(require.resolve('@vladmandic/human')), '..', 'models');

/** Reads the product's own models, for crops as they are cut at run time. */
export const readOwnModel: ReadModelFile = async (path) => {
  const bytes = await readFile(new URL(`../../${path}`, import.meta.url));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
};

/** Reads the files of one folder, whichever folder the pipeline asks them from. */
export function readModelFrom(folder: string): ReadModelFile {
  return async (path) => {
    const bytes = await readFile(join(folder, basename(path)));
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  };
}

/** Reads the models that `@vladmandic/human` ships. */
export const readHumanModel: ReadModelFile = readModelFrom(HUMAN_MODELS);
