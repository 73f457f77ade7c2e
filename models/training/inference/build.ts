/**
 * `npm run kernels`: compiles the kernels with which the page's nets run, for browsers with relaxed SIMD and without, into
 * `models/kernels`, from where build and page take them. A test says when they are older than their sources.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KernelBuild, kernelFile } from '../../pipeline/kernels/build.ts';
import { compileAssembly } from '../common/compile.ts';

const BUILDS: readonly KernelBuild[] = ['relaxed', 'simd'];

/** Compiles one build. */
export function compileBuild(build: KernelBuild): Promise<Uint8Array<ArrayBuffer>> {
  return compileAssembly(fileURLToPath(new URL('./assembly/', import.meta.url)), build);
}

if (import.meta.main) {
  const models = fileURLToPath(new URL('../../', import.meta.url));
  for (const build of BUILDS) {
    const bytes = await compileBuild(build);
    await writeFile(join(models, kernelFile(build)), bytes);
    console.log(`${kernelFile(build)}: ${bytes.length} bytes`);
  }
}
