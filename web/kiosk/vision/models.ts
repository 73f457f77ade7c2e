import type { ReadModelFile } from '../../../models/pipeline/load.ts';

/** Where a model file comes from: a mask model that was brought here by its hash, everything else with the build. */
export function modelUrl(path: string, model: string | null): string {
  return model !== null && path.startsWith('mask/')
    ? path.replace('mask', `/models/kept/${model}`)
    : `/models/${path}`;
}

/** A file that takes longer comes over a connection that has died. */
const READ_MS = 30_000;

/** Reads the files of a model, null for the build's. */
export function modelReader(model: string | null): ReadModelFile {
  return async (path) => {
    const url = modelUrl(path, model);
    const response = await fetch(url, { signal: AbortSignal.timeout(READ_MS) });
    if (!response.ok) throw new Error(`${url} answered ${response.status}: build the pages again`);
    return response.arrayBuffer();
  };
}

/** A reader that has begun to read some files, each of which is read once. */
export function ahead(read: ReadModelFile, paths: readonly string[]): ReadModelFile {
  const files = new Map(paths.map((path) => [path, read(path)]));
  // Whoever reads it sees the error; until then nobody does.
  for (const file of files.values()) file.catch(() => undefined);
  return (path) => {
    const file = files.get(path) ?? read(path);
    files.delete(path);
    return file;
  };
}

/** A reader of files that are here: reading them needs no network any more. @throws when one can't be read */
export async function readAll(read: ReadModelFile, paths: readonly string[]): Promise<ReadModelFile> {
  const files = new Map(await Promise.all(paths.map(async (path) => [path, await read(path)] as const)));
  return async (path) => files.get(path) ?? read(path);
}
