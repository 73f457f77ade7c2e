import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { io } from '@tensorflow/tfjs-core';

/** Reads one of the model files by its path below `models`: by `fetch` in the page, from disk in Node. */
export type ReadModelFile = (path: string) => Promise<ArrayBuffer>;

/**
 * Loads a TF.js graph model whose weights lie in one file beside its JSON.
 *
 * @throws when a file is missing or its manifest names several weight files
 */
export async function loadModel(read: ReadModelFile, folder: string, json: string): Promise<GraphModel> {
  const model: io.ModelJSON = JSON.parse(new TextDecoder().decode(await read(`${folder}/${json}`)));
  const group = model.weightsManifest[0];
  const file = group?.paths[0];
  if (!group || !file || model.weightsManifest.length > 1 || group.paths.length > 1) {
    throw new Error(`${folder}/${json}: expected exactly one weight file; export the model unsharded`);
  }
  const artifacts: io.ModelArtifacts = {
    modelTopology: model.modelTopology,
    weightSpecs: group.weights,
    weightData: await read(`${folder}/${file}`),
    ...(model.signature && { signature: model.signature }),
  };
  return loadGraphModel(io.fromMemory(artifacts));
}
