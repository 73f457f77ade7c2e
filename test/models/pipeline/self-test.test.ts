import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { DETECTOR } from '../../../models/pipeline/detector.ts';
import { VisionPipeline } from '../../../models/pipeline/pipeline.ts';
import { agree, compare, runSelfTest, type SelfTest } from '../../../models/pipeline/self-test.ts';
import { readModelFile, startNodeBackend } from './node-models.ts';

let wasm: SelfTest;
before(async () => {
  await startNodeBackend();
  const pipeline = await VisionPipeline.load(readModelFile, DETECTOR);
  wasm = await runSelfTest(pipeline, 'wasm', 1);
  pipeline.dispose();
});

test('the sample makes the classifier answer three different things', () => {
  assert.ok(wasm.ms > 0);
  const [a, b, c] = wasm.probabilities.map(({ mask }) => mask);
  assert.ok(new Set([a, b, c].map((p) => p!.toFixed(4))).size === 3, `${a} ${b} ${c}`);
});

const changed = (change: Partial<SelfTest>): SelfTest => ({ ...structuredClone(wasm), ...change });

test('a candidate with the same answers is taken only when clearly faster', () => {
  assert.equal(compare(wasm, changed({ backend: 'webgpu', ms: wasm.ms / 2 })).take, true);
  const slow = compare(wasm, changed({ backend: 'webgl', ms: wasm.ms * 0.95 }));
  assert.equal(slow.take, false);
  assert.match(slow.reason, /webgl against wasm×1: not faster/);
});

test('a candidate with other answers is never taken, however fast', () => {
  const off = structuredClone(wasm.probabilities);
  off[1]!.mask += 0.03;
  const wrong = changed({ backend: 'webgpu', ms: 0.1, probabilities: off });
  assert.equal(agree(wasm, wrong), false);
  assert.deepEqual(compare(wasm, wrong), {
    take: false,
    reason: 'webgpu against wasm×1: answers differ, not used',
  });
  assert.equal(agree(wasm, changed({ faces: wasm.faces + 1 })), false);
});
