import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf } from '../../../web/kiosk/vision/failure.ts';
import { FrameStats } from '../../../web/kiosk/vision/stats.ts';
import { candidates } from '../../../web/kiosk/vision/tuning.ts';

const ONE = { backend: 'wasm', threads: 1 } as const;

test('threads up to half of the cores, other backends only when allowed', () => {
  assert.deepEqual(candidates(['wasm'], 2, ONE), []);
  assert.deepEqual(candidates(['wasm'], 4, ONE), [{ backend: 'wasm', threads: 2 }]);
  assert.deepEqual(candidates(['wasm'], 16, { backend: 'wasm', threads: 2 }), [
    { backend: 'wasm', threads: 1 },
    { backend: 'wasm', threads: 4 },
  ]);
  assert.deepEqual(candidates(['wasm', 'webgpu'], 2, ONE), [{ backend: 'webgpu', threads: 1 }]);
});

test('what browsers say when memory is gone is told from a crash', () => {
  for (const message of [
    'Array buffer allocation failed',
    'WebAssembly.Memory.grow(): Maximum memory size exceeded',
    'WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance',
    'Aborted(OOM). Build with -sASSERTIONS for more info.',
  ]) {
    assert.equal(failureOf(message), 'out_of_memory', message);
  }
  assert.equal(failureOf("Cannot read properties of undefined (reading 'x')"), 'worker_crashed');
});

test('frame statistics: medians of the last 64 frames, frames a second of the last period', () => {
  const stats = new FrameStats();
  assert.equal(stats.ms(), null);
  for (let i = 0; i < 300; i++) {
    const slow = i < 200 ? 50 : 10;
    const cost = { ms: slow, pixels: 1, tensors: 77 };
    stats.add(cost, { detect: slow / 2, crop: i % 2, classify: 2 * (i % 2) }, i * 50);
  }
  assert.equal(stats.ms(), 10);
  assert.deepEqual(stats.stages(), { pixels: 1, detect: 5, crop: 1, classify: 2 });
  assert.ok(Math.abs(stats.fps(15_000) - 20) < 0.5, String(stats.fps(15_000)));
  assert.equal(stats.fps(60_000), 0, 'frames stopped');
  assert.equal(stats.tensors, 77);
});
