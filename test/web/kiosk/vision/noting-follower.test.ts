import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameFromRgba } from '../../../../models/pipeline/frame.ts';
import type { VisionPipeline } from '../../../../models/pipeline/pipeline.ts';
import { notingFollower } from '../../../../web/kiosk/vision/noting-follower.ts';
import { faceAt } from '../../../models/pipeline/faces.ts';
import { face } from '../visit/faces.ts';

const pipeline = {
  detect: async () => [faceAt(0, 0, 1)],
  classify: async (_: unknown, faces: object[]) => ({
    faces: faces.map((found) => ({ ...face('mask'), ...found })),
    ms: { crop: 0, classify: 0 },
  }),
  standsUpright: async () => true,
} as unknown as VisionPipeline;

test('a worker that comes after another gives its tracks other ids: the page remembers whom the old ones meant', async () => {
  const frame = frameFromRgba(new Uint8Array(4), 1, 1);
  const ids = new Set<number>();
  for (let worker = 0; worker < 5; worker++) {
    const { faces } = await notingFollower(pipeline).follower.observe(frame, 0);
    ids.add(faces[0]!.id);
  }
  assert.equal(ids.size, 5);
});

test('what is noted for a model on trial has the width in which people stand', async () => {
  const frame = frameFromRgba(new Uint8Array(4 * 4 * 2), 4, 2);
  const { follower, newest } = notingFollower(pipeline);
  await follower.observe(frame, 0);
  assert.equal(newest()?.width, 4);
  follower.turn = 90;
  await follower.observe(frame, 100);
  assert.equal(newest()?.width, 2);
});
