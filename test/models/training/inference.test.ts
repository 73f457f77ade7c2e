import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KernelBuild, kernelBuild, kernelFile } from '../../../models/pipeline/kernels/build.ts';
import { compileBuild } from '../../../models/training/inference/build.ts';
import { readModelFile } from '../pipeline/node-models.ts';

const BUILDS: KernelBuild[] = ['relaxed', 'simd'];

test('the committed kernels were built from the committed sources', async () => {
  for (const build of BUILDS) {
    const committed = new Uint8Array(await readModelFile(kernelFile(build)));
    assert.deepEqual(committed, await compileBuild(build), `${kernelFile(build)} is older: npm run kernels`);
  }
});

test('they use the memory that they are given, and write nothing there by being loaded', async () => {
  for (const build of BUILDS) {
    const bytes = new Uint8Array(await readModelFile(kernelFile(build)));
    const module = new WebAssembly.Module(bytes);
    assert.deepEqual(WebAssembly.Module.imports(module), [{ module: 'env', name: 'memory', kind: 'memory' }]);
    const memory = new WebAssembly.Memory({ initial: 2 });
    new Uint8Array(memory.buffer).fill(7);
    new WebAssembly.Instance(module, { env: { memory } });
    assert.ok(new Uint8Array(memory.buffer).every((byte) => byte === 7));
  }
});

test('a machine with relaxed SIMD takes that build', () => {
  assert.equal(kernelBuild(), 'relaxed');
});
