import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publishedBlocks, readShortRange } from '../../../models/training/blazeface/published.ts';
import { Random } from '../../../models/training/common/random.ts';
import { detectorArchitecture } from '../../../models/training/detector/architecture.ts';
import { exportedDetector } from '../../../models/training/detector/export.ts';
import { maskArchitecture } from '../../../models/training/mask/architecture.ts';
import { PUBLISHED, readStart } from '../../../models/training/mask/start.ts';

const architecture = maskArchitecture();
/** The numbers of the blocks come before those of the heads. */
const trunk = architecture.heads[0]!.matrix;

test('a mask model starts from the blocks of the detector that ships, with a small head of its own', async () => {
  const { weights, parent, goesOn } = await readStart(architecture, 'models/face', undefined, new Random(1));
  const detector = await exportedDetector(detectorArchitecture(), 'models/face');
  assert.deepEqual(weights.subarray(0, trunk), detector.subarray(0, trunk));
  assert.match(parent.version, /^face-/);
  assert.equal(goesOn, false);
  const head = weights.subarray(trunk);
  assert.ok(head.some((value) => value !== 0) && head.every((value) => Math.abs(value) < 0.1));
});

test('a detector that has learnt from a source is no start for a run that leaves it out, and it says what is', async () => {
  await assert.rejects(
    readStart(architecture, 'models/face', 'kary_p1', new Random(1)),
    /has learnt from kary_p1.*--from blazeface/,
  );
  const { weights } = await readStart(architecture, PUBLISHED, 'kary_p1', new Random(1));
  const published = publishedBlocks(architecture, await readShortRange());
  const own = weights.subarray(0, trunk);
  assert.ok(published.subarray(0, trunk).every((value, i) => value === 0 || value === own[i]));
});
