import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Where a model file may be: with the source, or in the built pages. */
const MODELS = ['models', 'dist/web/models'];

/** Reads a file of the build's models by its path below `models`. @throws when no place has it */
export function readModelFile(path: string): Promise<ArrayBuffer> {
  return readWith(null)(path);
}

/** The same with the mask model's files from a folder; null for the build's own. */
export function readWith(maskFolder: string | null): (path: string) => Promise<ArrayBuffer> {
  return async (path) => {
    const [folder = '', file = ''] = path.split('/');
    const places =
      folder === 'mask' && maskFolder !== null
        ? [join(maskFolder, file)]
        : MODELS.map((place) => join(ROOT, place, folder, file));
    const found = places.find((place) => existsSync(place));
    if (found === undefined) throw new Error(`no ${path} in ${places.join(' or ')}: run npm run build`);
    return new Uint8Array(await readFile(found)).buffer;
  };
}

/** Folder of TF.js' WASM binaries, with the slash that TF.js wants. */
export function wasmFolder(): string {
  const places = ['node_modules/@tensorflow/tfjs-backend-wasm/dist/', 'dist/web/wasm/'];
  const found = places.map((place) => join(ROOT, place)).find((place) => existsSync(place));
  if (found === undefined) throw new Error(`no TF.js binaries in ${places.join(' or ')}: run npm ci`);
  return found;
}
