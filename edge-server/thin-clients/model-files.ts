import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Where a model file may be: with the source, or in the built pages. */
const MODELS = ['models', 'dist/web/models'];

/** Reads a file of a model by its path below `models`. @throws when no place has it */
export async function readModelFile(path: string): Promise<ArrayBuffer> {
  const [folder = '', file = ''] = path.split('/');
  const places = MODELS.map((place) => join(ROOT, place, folder, file));
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`no ${path} in ${MODELS.join(' or ')}: run npm run build`);
  return new Uint8Array(await readFile(found)).buffer;
}

/** Folder of TF.js' WASM binaries, with the slash that TF.js wants. */
export function wasmFolder(): string {
  const places = ['node_modules/@tensorflow/tfjs-backend-wasm/dist/', 'dist/web/wasm/'];
  const found = places.map((place) => join(ROOT, place)).find((place) => existsSync(place));
  if (found === undefined) throw new Error(`no TF.js binaries in ${places.join(' or ')}: run npm ci`);
  return found;
}
