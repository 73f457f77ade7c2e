import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Face } from '../../../../models/pipeline/face.ts';
import { frameFromRgba } from '../../../../models/pipeline/frame.ts';
import type { ObservedFace } from '../../../../models/pipeline/pipeline.ts';
import { Trial } from '../../../../web/kiosk/vision/trial.ts';
import { readModelFile, startNodeBackend } from '../../../models/pipeline/node-models.ts';

const MODEL = '0'.repeat(64);
/** ms of the page's own frame, of its classifier, and for which the camera is waited for. */
const OWN = 40;
const CLASSIFY = 5;
const WAITED = 60;

before(() => startNodeBackend());

/** A trial on a clock of the test: each look at it is `costs` later than the one before. */
async function trialOf(costs: () => number) {
  let now = 0;
  let looks = 0;
  const trial = new Trial(MODEL, () => {
    looks += 1;
    if (looks % 2 === 0) now += costs();
    return now;
  });
  await trial.load(readModelFile);
  const frame = frameFromRgba(new Uint8Array(320 * 240 * 4).fill(120), 320, 240);
  const [x, y, size] = [100, 60, 120];
  const box: Face['box'] = [x, y, size, size];
  const at = (u: number, v: number): [number, number] => [x + u * size, y + v * size];
  const keypoints = {
    rightEye: at(0.3, 0.35),
    leftEye: at(0.7, 0.35),
    nose: at(0.5, 0.55),
    mouth: at(0.5, 0.75),
  };
  const face: Face = { box, score: 1, keypoints };
  const quality = {
    width: size,
    inside: 1,
    yaw: 0,
    tilted: false,
    brightness: 0.5,
    contrast: 0.2,
    sharpness: 0.3,
  };
  const judged = { box, label: 'mask', quality } as unknown as ObservedFace;
  const ask = async (times: number, waited = WAITED) => {
    for (let n = 0; n < times; n++) {
      const { width } = frame;
      await trial.frame({ frame, width, faces: [face], judged: [judged], classify: CLASSIFY }, OWN, waited);
    }
    return trial.figures.frames;
  };
  return { trial, ask };
}

test('a face that took long once, as on a machine that was busy, does not end the trial', async () => {
  let first = true;
  const { trial, ask } = await trialOf(() => {
    const cost = first ? 10 * WAITED : CLASSIFY;
    first = false;
    return cost;
  });
  assert.equal(trial.figures.failed, null);
  const asked = await ask(300);
  assert.ok(asked > 10, `${asked} faces in 300 frames`);
  trial.dispose();
});

test('it takes no more than its share of the page’s time, and nothing where the camera is not waited for', async () => {
  const { trial, ask } = await trialOf(() => CLASSIFY);
  const asked = await ask(300);
  assert.ok(asked * CLASSIFY <= 0.08 * 300 * OWN, `${asked} faces`);
  assert.ok(asked * CLASSIFY > 0.07 * 300 * OWN, `${asked} faces: the share is used`);
  assert.equal(await ask(100, 0), asked);
  trial.dispose();
});
