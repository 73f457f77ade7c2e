import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

/**
 * Compiles the AssemblyScript of a folder, from its `index.ts` and by its `asconfig.json` (about a second).
 *
 * @param target of that file; none unless told
 * @throws when it does not compile
 */
export async function compileAssembly(folder: string, target?: string): Promise<Uint8Array<ArrayBuffer>> {
  const sources = new Map<string, string>();
  for (const name of await readdir(folder)) sources.set(name, await readFile(join(folder, name), 'utf8'));
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      ...['index.ts', '--config', 'asconfig.json', '--outFile', 'kernels.wasm'],
      ...(target === undefined ? [] : ['--target', target]),
    ],
    {
      readFile: (name: string) => sources.get(name.replace(/^\.?\//, '')) ?? null,
      writeFile: (_name: string, contents: string | Uint8Array) => {
        if (contents instanceof Uint8Array) binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !binary) {
    throw new Error(`the kernels did not compile:\n${stderr.toString()}`, { cause: error });
  }
  return new Uint8Array(binary);
}
