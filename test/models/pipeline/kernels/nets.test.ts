import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { memory } from '@tensorflow/tfjs-core';
import { DETECTOR } from '../../../../models/pipeline/detector.ts';
import type { Frame } from '../../../../models/pipeline/frame.ts';
import { kernelBuild } from '../../../../models/pipeline/kernels/build.ts';
import { fuse } from '../../../../models/pipeline/kernels/fuse.ts';
import type { GraphNode, Weight } from '../../../../models/pipeline/kernels/graph.ts';
import { startKernels } from '../../../../models/pipeline/kernels/start.ts';
import { LABELS } from '../../../../models/pipeline/labels.ts';
import { VisionPipeline } from '../../../../models/pipeline/pipeline.ts';
import { frameOf, readModelFile, startNodeBackend } from '../node-models.ts';
import { clock } from './clock.ts';

/** As between backends. */
const TOLERANCE = 0.02;

let plain: VisionPipeline;
let quick: VisionPipeline;

before(async () => {
  await startNodeBackend();
  const { kernels } = await startKernels(readModelFile, kernelBuild(), clock(4, 2));
  plain = await VisionPipeline.load(readModelFile, DETECTOR);
  quick = await VisionPipeline.load(readModelFile, DETECTOR, kernels);
});
after(() => {
  plain.dispose();
  quick.dispose();
});

test('both nets run with our kernels, and say so', () => {
  assert.equal(plain.kernels, '');
  const each = `2.0 times as fast (${kernelBuild()})`;
  assert.equal(quick.kernels, `face ${each}, mask ${each}`);
});

test('photos show the same faces and labels, one by one and in regions of any size', async () => {
  let faces = 0;
  for (const name of ['sample1', 'sample2', 'sample3', 'sample4', 'sample5', 'sample6']) {
    const frame = await frameOf(`@vladmandic/face-api/demo/${name}.jpg`);
    faces += await same(frame);
    for (const share of [1, 0.7, 0.4]) {
      const region = [frame.width * 0.1, frame.height * 0.2, frame.width * 0.55, frame.height * 0.7] as const;
      const [a, b] = await Promise.all([
        plain.detect(frame, [...region], 0, share),
        quick.detect(frame, [...region], 0, share),
      ]);
      assert.equal(a.length, b.length);
    }
  }
  assert.ok(faces >= 12, `${faces} faces`);
});

async function same(frame: Frame): Promise<number> {
  const tensors = memory().numTensors;
  const [a, b] = [await plain.observe(frame), await quick.observe(frame)];
  assert.equal(memory().numTensors, tensors);
  assert.equal(a.faces.length, b.faces.length);
  for (const [i, face] of a.faces.entries()) {
    const other = b.faces[i]!;
    assert.equal(other.label, face.label);
    for (const label of LABELS) {
      assert.ok(Math.abs(other.probabilities[label] - face.probabilities[label]) <= TOLERANCE);
    }
    for (const [k, place] of face.box.entries()) assert.ok(Math.abs(place - other.box[k]!) < 0.1);
  }
  return a.faces.length;
}

test('what the kernels can do is fused, and nothing else', async () => {
  const left = async (net: string) => {
    const { nodes, weights } = await netOf(net);
    const kept = fuse(nodes, weights).nodes.filter(({ op }) => op !== 'Const' && op !== 'Placeholder');
    return Object.entries(Object.groupBy(kept, ({ op }) => op)).map(([op, all]) => [op, all!.length]);
  };
  assert.deepEqual(await left('face'), [
    ['PackedConvolution', 3],
    ['SeparableBlock', 16],
  ]);
  assert.deepEqual(await left('mask'), [
    ['PackedConvolution', 1],
    ['SeparableBlock', 7],
    ['Mean', 1],
    ['_FusedMatMul', 1],
  ]);
});

test('an operation of another kind stays as it is', async () => {
  const changes: Record<string, (node: GraphNode) => void> = {
    'another padding': ({ attr }) => {
      attr!.padding = { s: btoa('VALID') };
    },
    'holes in the window': ({ attr }) => {
      attr!.dilations = { list: { i: [1, 2, 2, 1] } };
    },
    'another activation': ({ attr }) => {
      attr!.fused_ops = { list: { s: [btoa('BiasAdd'), btoa('Elu')] } };
    },
    'a stride of three': ({ attr }) => {
      attr!.strides = { list: { i: [1, 3, 3, 1] } };
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    const { nodes, weights } = await netOf('mask');
    const node = nodes.find(({ name }) => name === 'depthwise3')!;
    change(node);
    const fused = fuse(nodes, weights).nodes;
    assert.ok(fused.includes(node), what);
    assert.equal(fused.filter(({ op }) => op === 'SeparableBlock').length, 6, what);
    assert.equal(fused.find(({ name }) => name === 'pointwise3')!.op, 'PackedConvolution', what);
  }
});

/** The operations of a net, and weights of its shapes. */
async function netOf(net: string): Promise<{ nodes: GraphNode[]; weights: Map<string, Weight> }> {
  const json = JSON.parse(new TextDecoder().decode(await readModelFile(`${net}/model.json`)));
  const weights = new Map<string, Weight>();
  for (const { name, shape, dtype } of json.weightsManifest[0].weights) {
    const length = shape.reduce((product: number, side: number) => product * side, 1);
    weights.set(name, { shape, data: dtype === 'int32' ? new Int32Array(length) : new Float32Array(length) });
  }
  // How many channels a skip connection adds is in the weights themselves.
  for (const node of json.modelTopology.node as GraphNode[]) {
    if (node.op !== 'Pad') continue;
    const block = node.name.replace(/\/pad$/, '');
    const [from, to] = [2, 3].map((at) => weights.get(`${block}/pointwise/filter`)!.shape[at]!);
    weights.get(node.input![1]!)!.data[7] = to! - from!;
  }
  return { nodes: json.modelTopology.node, weights };
}
