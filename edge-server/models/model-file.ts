import { createHash } from 'node:crypto';
import { z } from 'zod';

/** The files of a mask model, by name; the page asks for each under /models. */
export const MODEL_FILES = ['manifest.json', 'model.json', 'mask.bin'] as const;
export type ModelFiles = Record<(typeof MODEL_FILES)[number], Uint8Array>;

/** Ending of the one file that brings a model. */
export const MODEL_ENDING = '.kf99model';
export const MOST_MODEL_BYTES = 16 * 2 ** 20;

/** A model in one file, so that one hash says all of it: JSON, the weights in base64. */
const ModelFile = z.strictObject({
  kf99model: z.literal(1),
  manifest: z.record(z.string(), z.unknown()),
  model: z.record(z.string(), z.unknown()),
  weights: z.base64(),
});

/** One file of a model's files. @throws {SyntaxError} when one of them is not JSON */
export function packModel(files: ModelFiles): Buffer {
  const json = (name: 'manifest.json' | 'model.json') => JSON.parse(Buffer.from(files[name]).toString());
  const weights = Buffer.from(files['mask.bin']).toString('base64');
  return Buffer.from(
    JSON.stringify({ kf99model: 1, manifest: json('manifest.json'), model: json('model.json'), weights }),
  );
}

/** @throws {Error} why the bytes are no model, in words that follow its name */
export function unpackModel(bytes: Uint8Array): ModelFiles {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(bytes).toString());
  } catch {
    throw new Error('its file is cut off or no model');
  }
  const read = ModelFile.safeParse(parsed);
  if (!read.success) throw new Error('its file is of another format than this version reads');
  const { manifest, model, weights } = read.data;
  const files = {
    'manifest.json': Buffer.from(JSON.stringify(manifest)),
    'model.json': Buffer.from(JSON.stringify(model)),
    'mask.bin': Buffer.from(weights, 'base64'),
  };
  // What lies here is looked at by packing it again, so there is one way to write it.
  if (!packModel(files).equals(bytes)) throw new Error('its file was not written by npm run model:pack');
  return files;
}

/** The name by which a model is known here: the SHA-256 of its file, in hexadecimal. */
export const modelId = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The name that a model gives itself; null when that is no name. */
export function versionOf(files: Pick<ModelFiles, 'manifest.json'>): string | null {
  const { version } = JSON.parse(Buffer.from(files['manifest.json']).toString()) as { version?: unknown };
  return typeof version === 'string' && /^[\w.-]{1,100}$/.test(version) ? version : null;
}
