import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LABELS, type Probabilities } from '../../../models/pipeline/labels.ts';
import type { Quality } from '../../../models/pipeline/quality.ts';
import { evidenceOf, reliabilityOf } from '../../../models/pipeline/reliability.ts';
import {
  addFrame,
  decision,
  ERROR_RATE,
  NOTHING_SEEN,
  posterior,
  type SequentialState,
  sureLabel,
} from '../../../web/kiosk/visit/sequential.ts';
import { RELIABLE } from './visit/faces.ts';

const GOOD: Quality = {
  width: 200,
  inside: 1,
  yaw: 0,
  tilted: false,
  brightness: 0.5,
  contrast: 0.2,
  sharpness: 0.3,
};
const MASK: Probabilities = { mask: 0.95, no_mask: 0.02, incorrect: 0.03 };
const BARE: Probabilities = { mask: 0.02, no_mask: 0.96, incorrect: 0.02 };

function frames(list: Probabilities[], dt: number, quality = GOOD, reliability = RELIABLE): SequentialState {
  return list.reduce((state, probabilities, i) => {
    const evidence = evidenceOf(probabilities, reliability);
    return addFrame(state, { evidence, quality, relativeWidth: 0.3 }, i * dt);
  }, NOTHING_SEEN);
}

test('one frame never decides, clear ones do within half a second', () => {
  assert.equal(sureLabel(frames([BARE], 66)), null);
  assert.equal(sureLabel(frames(Array(8).fill(BARE), 66)), 'no_mask');
  assert.equal(sureLabel(frames(Array(8).fill(MASK), 66)), 'mask');
});

test('more frames in the same time bring no more certainty', () => {
  const slow = posterior(frames(Array(6).fill({ mask: 0.6, no_mask: 0.3, incorrect: 0.1 }), 100));
  const fast = posterior(frames(Array(51).fill({ mask: 0.6, no_mask: 0.3, incorrect: 0.1 }), 10));
  assert.ok(Math.abs(slow.mask - fast.mask) < 1e-9, `${slow.mask} and ${fast.mask}`);
});

test('frames that contradict each other stay undecided and say so', () => {
  const state = frames(
    Array.from({ length: 60 }, (_, i) => (i % 2 ? MASK : BARE)),
    100,
  );
  assert.deepEqual(decision(state), { mask: 'undecided', cause: 'unsure' });
});

test('a net that says the same of every face decides nothing, at whatever it says and however long', () => {
  for (let mask = 0; mask <= 20; mask++) {
    for (let bare = 0; mask + bare <= 20; bare++) {
      const flat = { mask: mask / 20, no_mask: bare / 20, incorrect: (20 - mask - bare) / 20 };
      const samples = LABELS.flatMap((label) =>
        Array.from({ length: 12 }, () => ({ label, probabilities: flat })),
      );
      const state = frames(Array(600).fill(flat), 100, GOOD, reliabilityOf(samples));
      assert.equal(sureLabel(state), null, JSON.stringify(flat));
    }
  }
});

test('frames that say nothing decide nothing, though the model is a good one', () => {
  for (const says of [
    { mask: 0.34, no_mask: 0.33, incorrect: 0.33 },
    { mask: 0.5, no_mask: 0.25, incorrect: 0.25 },
    { mask: Number.NaN, no_mask: Number.NaN, incorrect: Number.NaN },
  ]) {
    assert.equal(sureLabel(frames(Array(600).fill(says), 100)), null, JSON.stringify(says));
  }
});

test('poor frames do not count, and their most frequent issue is the cause', () => {
  for (const [issue, quality] of [
    ['dark', { ...GOOD, brightness: 0.02 }],
    ['side', { ...GOOD, yaw: -0.7 }],
    ['tilted', { ...GOOD, tilted: true }],
    ['blurred', { ...GOOD, sharpness: 0.01 }],
    ['covered', { ...GOOD, inside: 0.3 }],
  ] as const) {
    const state = frames(Array(20).fill(MASK), 100, quality);
    assert.equal(state.frames, 0);
    assert.deepEqual(decision(state), { mask: 'undecided', cause: issue });
  }
});

test('with frames that are as calibrated as they say, wrong decisions stay under the error rate', () => {
  // Draws frames for a true label so that p(label | frame) holds by construction: a frame is one of three
  // symmetric signals, the right one with probability 0.6.
  let seed = 7;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const signal = (k: number): Probabilities => {
    const p = [0.2, 0.2, 0.2];
    p[k] = 0.6;
    return { mask: p[0]!, no_mask: p[1]!, incorrect: p[2]! };
  };
  let wrong = 0;
  const runs = 4000;
  for (let run = 0; run < runs; run++) {
    let state = NOTHING_SEEN;
    for (let i = 0; i < 200 && !sureLabel(state); i++) {
      const draw = random();
      const k = draw < 0.6 ? 0 : draw < 0.8 ? 1 : 2;
      const evidence = evidenceOf(signal(k), RELIABLE);
      state = addFrame(state, { evidence, quality: GOOD, relativeWidth: 0.3 }, i * 250);
    }
    assert.notEqual(sureLabel(state), null, 'the test must end');
    if (sureLabel(state) !== 'mask') wrong += 1;
  }
  // Two rivals, each within the error rate.
  assert.ok(wrong / runs <= 2 * ERROR_RATE, `${wrong} of ${runs} wrong`);
});

test('the curve says how sure it was over time, within its bound, and ends with what is posted', () => {
  const long = frames(
    Array.from({ length: 500 }, () => MASK),
    100,
  );
  assert.ok(long.curve.length <= 32 && long.curve.length > 12, String(long.curve.length));
  assert.equal(long.curve[0]!.at, 0);
  assert.equal(long.curve.at(-1)!.at, 49_900);
  assert.deepEqual(long.curve.at(-1)!.posterior, posterior(long));
  const times = long.curve.map(({ at }) => at);
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
  );
});
