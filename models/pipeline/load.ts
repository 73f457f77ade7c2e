import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { io } from '@tensorflow/tfjs-core';

/** Reads one of the model files by its path below `models`: by `fetch` in the page, from disk in Node. */
export type ReadModelFile = (path: string) => Promise<ArrayBuffer>;

/**
 * Loads a TF.js graph model whose weights lie in one file beside its JSON.
 *
 * @param sha256 of the weights; unchecked without it, and in a page that came by plain HTTP from afar (no WebCrypto)
 * @throws when a file is missing, its manifest names several weight files, or the weights are others
 */
export async function loadModel(
  read: ReadModelFile,
  folder: string,
  json: string,
  sha256?: string,
): Promise<GraphModel> {
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
  const artifacts: io.ModelArtifacts = {
    modelTopology: model.modelTopology,
    weightSpecs: group.weights,
    weightData,
    ...(model.signature && { signature: model.signature }),
  };
  return loadGraphModel(io.fromMemory(artifacts));
}
