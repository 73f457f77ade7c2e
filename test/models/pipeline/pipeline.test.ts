import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { DETECTOR } from '../../../models/pipeline/detector.ts';
import type { DetectorModel, Face } from '../../../models/pipeline/face.ts';
import { GATED_FILES } from '../../../models/pipeline/gate.ts';
import { VisionPipeline } from '../../../models/pipeline/pipeline.ts';
import { sampleFace, sampleFrame } from '../../../models/pipeline/self-test.ts';
import { readModelFile, startNodeBackend } from './node-models.ts';

before(() => startNodeBackend());

test('another detector is passed in: its files are read, its faces judged, and it is disposed of', async () => {
  const face: Face = sampleFace();
  let disposed = 0;
  const other: DetectorModel = {
    files: ['other/other.bin'],
    load: async (read) => {
      await read('other/other.bin');
      return { name: 'other', detect: async () => [face], dispose: () => disposed++ };
    },
  };
  const asked = new Set<string>();
  const pipeline = await VisionPipeline.load(async (path) => {
    asked.add(path);
    return path.startsWith('other/') ? new ArrayBuffer(0) : readModelFile(path);
  }, other);
  assert.deepEqual([...asked].sort(), [...other.files, ...GATED_FILES].sort());
  const { faces } = await pipeline.observe(sampleFrame());
  assert.deepEqual(
    faces.map(({ box }) => box),
    [face.box],
  );
  pipeline.dispose();
  assert.equal(disposed, 1);
});

test('the product reads exactly the files that it announces', async () => {
  const asked = new Set<string>();
  const pipeline = await VisionPipeline.load(async (path) => {
    asked.add(path);
    return readModelFile(path);
  }, DETECTOR);
  assert.deepEqual([...asked].sort(), [...DETECTOR.files, ...GATED_FILES].sort());
  pipeline.dispose();
});
