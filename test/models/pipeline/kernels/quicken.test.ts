import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { io, memory } from '@tensorflow/tfjs-core';
import { KernelModule } from '../../../../models/pipeline/kernels/assembly.ts';
import type { GraphNode } from '../../../../models/pipeline/kernels/graph.ts';
import { quickened } from '../../../../models/pipeline/kernels/quicken.ts';
import { type Kernels, startKernels } from '../../../../models/pipeline/kernels/start.ts';
import { readModelFile, startNodeBackend } from '../node-models.ts';
import { clock } from './clock.ts';
import { blockNet } from './graphs.ts';

const { artifacts, shape } = blockNet({
  shape: [1, 12, 12, 16],
  outputs: 24,
  stride: 1,
  activations: ['Relu6', 'Relu6'],
});
let kernels: Kernels;

before(async () => {
  await startNodeBackend();
  const started = await startKernels(readModelFile);
  kernels = started.kernels!;
});

async function quicken(now: () => number, of: io.ModelArtifacts = artifacts) {
  const tensors = memory().numTensors;
  const plain = await loadGraphModel(io.fromMemory(artifacts));
  const { model, gain, reason } = await quickened({ ...kernels, now }, plain, of, shape);
  const ours = model !== plain;
  model.dispose();
  assert.equal(memory().numTensors, tensors, 'the other net is disposed of');
  return { ours, gain, reason };
}

test('a net that is faster with our kernels and answers the same runs with them', async () => {
  const reason = `2.0 times as fast (${kernels.build})`;
  assert.deepEqual(await quicken(clock(4, 2)), { ours: true, gain: 2, reason });
});

test('a net that is hardly faster runs as it was', async () => {
  const reason = 'not (only 1.1 times as fast)';
  assert.deepEqual(await quicken(clock(4, 3.8)), { ours: false, gain: null, reason });
});

test('a net that answers something else runs as it was, however fast', async () => {
  const topology = structuredClone(artifacts.modelTopology) as { node: GraphNode[] };
  topology.node.at(-1)!.attr!.fused_ops = { list: { s: [btoa('BiasAdd'), btoa('Relu')] } };
  topology.node.at(-2)!.attr!.fused_ops = { list: { s: [btoa('BiasAdd')] } };
  const found = await quicken(clock(4, 1), { ...artifacts, modelTopology: topology });
  assert.equal(found.ours, false);
  assert.match(found.reason, /^not \(answers differ by [\d.e-]+\)$/);
});

test('a net that can’t be run with them runs as it was', async () => {
  const topology = structuredClone(artifacts.modelTopology) as { node: GraphNode[] };
  topology.node.push({ name: 'behind', op: 'NoSuchOperation', input: ['pointwise'] });
  const found = await quicken(clock(4, 1), { ...artifacts, modelTopology: topology });
  assert.equal(found.ours, false);
  assert.match(found.reason, /^not \(.*NoSuchOperation.*\)$/);
});

test('a module that is missing or broken, or a memory of several threads, leaves the nets as they are', async () => {
  const broken = await startKernels(async () => new ArrayBuffer(8));
  assert.equal(broken.kernels, null);
  assert.match(broken.reason, /compile/);
  const missing = await startKernels(() => Promise.reject(new Error('no such file')));
  assert.deepEqual(missing, { kernels: null, reason: 'no such file' });
  const module = await WebAssembly.compile(await readModelFile(`kernels/${kernels.build}.wasm`));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const heap = { wasm: { asm: { memory }, _malloc: () => 0, _free: () => undefined } };
  assert.throws(() => new KernelModule(module, heap), WebAssembly.LinkError);
});
