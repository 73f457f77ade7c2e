import type { ReadModelFile } from '../../../models/pipeline/load.ts';

/** Where a model file comes from: a mask model that was brought here by its hash, everything else with the build. */
export function modelUrl(path: string, model: string | null): string {
  return model !== null && path.startsWith('mask/')
    ? path.replace('mask', `/models/kept/${model}`)
    : `/models/${path}`;
}

/** Reads the files of a model, null for the build's. */
export function modelReader(model: string | null): ReadModelFile {
  return async (path) => {
    const url = modelUrl(path, model);
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url} answered ${response.status}: build the pages again`);
    return response.arrayBuffer();
  };
}
