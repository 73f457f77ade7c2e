import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memory } from '@tensorflow/tfjs-core';
import { AgeGuesser } from '../../../models/evaluation/age.ts';
import { startWasm } from '../../../models/pipeline/backend.ts';
import { sampleFrame } from '../../../models/pipeline/self-test.ts';
import { readHumanModel, WASM_FOLDER } from '../../../models/training/dataset/packages.ts';

test('a guessed age is a number of years, the same again, and leaves no tensor behind', async () => {
  await startWasm(WASM_FOLDER, 1);
  const ages = await AgeGuesser.load(readHumanModel);
  const before = memory().numTensors;
  const face = {
    box: [40, 20, 80, 80],
    score: 1,
    keypoints: { rightEye: [65, 50], leftEye: [95, 50], nose: [80, 65], mouth: [80, 80] },
  } as Parameters<AgeGuesser['guess']>[1];
  const years = await ages.guess(sampleFrame(), face);
  assert.ok(Number.isInteger(years) && years >= 0 && years < 100, String(years));
  assert.equal(await ages.guess(sampleFrame(), face), years);
  assert.equal(memory().numTensors, before);
  ages.dispose();
});
