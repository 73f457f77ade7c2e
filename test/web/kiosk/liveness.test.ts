import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveObservation, TrackedFace } from '../../../models/pipeline/follow.ts';
import { frameFromRgba } from '../../../models/pipeline/frame.ts';
import { sampleFace } from '../../../models/pipeline/self-test.ts';
import { LivenessWatch } from '../../../web/kiosk/vision/liveness.ts';

const FRAME = frameFromRgba(new Uint8ClampedArray(4 * 4 * 4), 4, 4);

/** A model that answers what the test says, and counts. */
class Rig {
  loads = 0;
  scored = 0;
  disposed = 0;
  answer: number | Error = 0.9;
  /** What loading waits for, and may fail with. */
  files: Promise<void> = Promise.resolve();
  readonly failures: string[] = [];
  readonly watch = new LivenessWatch({
    load: async () => {
      this.loads += 1;
      await this.files;
      return {
        score: async () => {
          this.scored += 1;
          if (typeof this.answer !== 'number') throw this.answer;
          return this.answer;
        },
        dispose: () => {
          this.disposed += 1;
        },
      };
    },
    failed: (error) => void this.failures.push((error as Error).message),
  });

  /** Scores that a frame of the time `at` came back with, by face. */
  async frame(at: number, faces = [face()]): Promise<(number | undefined)[]> {
    const seen: LiveObservation = {
      ...{ width: 640, height: 480, faces, others: [] },
      ms: { detect: 0, crop: 0, classify: 0 },
    };
    return (await this.watch.add(seen, FRAME, at)).faces.map(({ liveness }) => liveness);
  }
}

function face(speed = 0): TrackedFace {
  return {
    ...{ ...sampleFace(), id: 1, speed, label: 'mask' },
    probabilities: { mask: 1, no_mask: 0, incorrect: 0 },
    quality: { width: 80, inside: 1, yaw: 0, brightness: 0.5, contrast: 0.2, sharpness: 0.3 },
  };
}

test('off, which is the default: nothing is loaded and nothing scored', async () => {
  const rig = new Rig();
  assert.deepEqual(await rig.frame(0), [undefined]);
  await rig.watch.choose(false);
  assert.deepEqual([rig.loads, rig.scored], [0, 0]);
});

test('on: the largest face is scored, at most every 250 ms of the frames’ clock, and a clock that goes back is not a pause', async () => {
  const rig = new Rig();
  await rig.watch.choose(true);
  await rig.watch.choose(true);
  assert.equal(rig.loads, 1);
  const scored: number[] = [];
  for (let at = 1000; at <= 2000; at += 50) {
    const [largest, other] = await rig.frame(at, [face(), face()]);
    assert.equal(other, undefined);
    if (largest !== undefined) scored.push(at);
  }
  assert.deepEqual(scored, [1000, 1250, 1500, 1750, 2000]);
  assert.deepEqual(await rig.frame(10), [0.9]);
  assert.deepEqual(await rig.frame(400, []), []);
});

test('a face that walks is not scored, so the frame in which it stands is, at once', async () => {
  const rig = new Rig();
  await rig.watch.choose(true);
  assert.deepEqual(await rig.frame(0, [face(Number.POSITIVE_INFINITY)]), [undefined]);
  assert.deepEqual(await rig.frame(50, [face(3)]), [undefined]);
  assert.deepEqual(await rig.frame(100, [face(1)]), [0.9]);
});

test('frames do not wait for the model, and one that is not wanted any more is let go', async () => {
  const rig = new Rig();
  const files = Promise.withResolvers<void>();
  rig.files = files.promise;
  const choosing = rig.watch.choose(true);
  assert.deepEqual(await rig.frame(0), [undefined]);
  await rig.watch.choose(false);
  files.resolve();
  await choosing;
  assert.deepEqual(await rig.frame(500), [undefined]);
  assert.equal(rig.disposed, 1);
  await rig.watch.choose(true);
  assert.deepEqual(await rig.frame(1000), [0.9]);
  await rig.watch.choose(false);
  assert.deepEqual(await rig.frame(2000), [undefined]);
  assert.deepEqual([rig.loads, rig.disposed], [2, 2]);
});

test('a model that can not be loaded, or fails later, costs the scores alone and says so once; wanted again, it is tried again', async () => {
  const rig = new Rig();
  rig.files = Promise.reject(new Error('404'));
  await rig.watch.choose(true);
  for (const at of [0, 500]) assert.deepEqual(await rig.frame(at), [undefined]);
  assert.deepEqual(rig.failures, ['404']);
  rig.files = Promise.resolve();
  await rig.watch.choose(true);
  rig.answer = new Error('no memory');
  for (const at of [1000, 1500]) assert.deepEqual(await rig.frame(at), [undefined]);
  assert.deepEqual(rig.failures, ['404', 'no memory']);
  assert.deepEqual([rig.scored, rig.disposed], [1, 1]);
});
