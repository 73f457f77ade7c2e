import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { startWasm } from '../../../models/pipeline/backend.ts';
import { type Frame, frameFromRgba } from '../../../models/pipeline/frame.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Starts TF.js in Node as the tests need it. */
export function startNodeBackend() {
  return startWasm(`${join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`);
}

/** Reads model files from where the page's build takes them; the 256 px BlazeFace only training has. */
export async function readModelFile(path: string): Promise<ArrayBuffer> {
  const [folder, file] = path.split('/') as [string, string];
  const where =
    folder === 'blazeface' ? 'models/training/node_modules/@vladmandic/human/models' : `models/${folder}`;
  const bytes = await readFile(join(root, where, file));
  return new Uint8Array(bytes).buffer;
}

/** Decodes a picture of an npm package into the camera's format. */
export async function frameOf(path: string): Promise<Frame> {
  const { data, info } = await sharp(join(root, 'node_modules', path))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return frameFromRgba(data, info.width, info.height);
}
