import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { io } from '@tensorflow/tfjs-core';
import { type Quickened, quickened } from './kernels/quicken.ts';
import type { Kernels } from './kernels/start.ts';

/** Reads one of the model files by its path below `models`: by `fetch` in the page, from disk in Node. */
export type ReadModelFile = (path: string) => Promise<ArrayBuffer>;

/** A model's files: the JSON beside one file of weights. */
export interface ModelFiles {
  folder: string;
  json: string;
  /** Of the weights; unchecked without it, and in a page that came by plain HTTP from afar (no WebCrypto). */
  sha256?: string | undefined;
}

/**
 * Loads a TF.js graph model as it is.
 *
 * @throws when a file is missing, its manifest names several weight files, or the weights are others
 */
export async function loadModel(read: ReadModelFile, files: ModelFiles): Promise<GraphModel> {
  return loadGraphModel(io.fromMemory(await readArtifacts(read, files)));
}

/**
 * Loads a net that runs for every frame: with our kernels in it where it is better by them.
 *
 * @param kernels null for TF.js' own
 * @param shape of an input that they are tried on
 * @throws as `loadModel` does
 */
export async function loadNet(
  read: ReadModelFile,
  files: ModelFiles,
  kernels: Kernels | null,
  shape: readonly number[],
): Promise<Quickened> {
  const artifacts = await readArtifacts(read, files);
  const plain = await loadGraphModel(io.fromMemory(artifacts));
  return kernels === null
    ? { model: plain, gain: null, reason: '' }
    : quickened(kernels, plain, artifacts, shape);
}

async function readArtifacts(
  read: ReadModelFile,
  { folder, json, sha256 }: ModelFiles,
): Promise<io.ModelArtifacts> {
  const model: io.ModelJSON = JSON.parse(new TextDecoder().decode(await read(`${folder}/${json}`)));
  const group = model.weightsManifest[0];
  const file = group?.paths[0];
  if (!group || !file || model.weightsManifest.length > 1 || group.paths.length > 1) {
    throw new Error(`${folder}/${json}: expected exactly one weight file; export the model unsharded`);
  }
  const weightData = await read(`${folder}/${file}`);
  if (sha256 !== undefined && globalThis.crypto?.subtle !== undefined) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', weightData));
    const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (found !== sha256) {
      throw new Error(`its weights are damaged: SHA-256 ${found.slice(0, 8)}…, not ${sha256.slice(0, 8)}…`);
    }
  }
  return {
    modelTopology: model.modelTopology,
    weightSpecs: group.weights,
    weightData,
    ...(model.signature && { signature: model.signature }),
  };
}
