import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Box } from '../../../../models/pipeline/face.ts';
import { frameFromI420 } from '../../../../models/pipeline/frame.ts';
import { LumaChange } from '../../../../web/kiosk/vision/luma-change.ts';
import { FPS, framesOf, type Person, type Room, randomOf } from './room.ts';

/** What the follower does with nobody in sight: asks in every frame, searches then, and every third frame anyway. */
function askedIn(room: Room, seconds: number, faces: readonly Box[] = []): { at: number; says: boolean }[] {
  const watch = new LumaChange();
  const answers: { at: number; says: boolean }[] = [];
  let since = 3;
  for (const { frame, at } of framesOf(room, seconds)) {
    const says = watch.changed(frame, faces, 0);
    answers.push({ at: at / 1000, says });
    since += 1;
    if (!says && since < 3) continue;
    watch.searched(frame);
    since = 0;
  }
  return answers;
}

/** The share of the frames after the first five seconds in which it sees a change. */
function busyShare(room: Room): number {
  const late = askedIn(room, 20).filter(({ at }) => at >= 5);
  return late.filter(({ says }) => says).length / late.length;
}

const QUIET: Room = { seed: 1, light: 0.8, noise: 2 };

/** What goes on in empty rooms all day, and the share of frames that may be searched for it. */
const EMPTY: Record<string, [room: Omit<Room, 'seed'>, most: number]> = {
  'nothing at all': [{ light: 0.8, noise: 2 }, 0],
  'no noise at all': [{ light: 0.8, noise: 0 }, 0],
  'noise of the night': [{ light: 0.12, noise: 10 }, 0.05],
  'a tube that fails': [{ light: 0.8, noise: 2, tube: { x: 0.4, y: 0, share: 0.6, hertz: 8 } }, 0.05],
  'rolling bands': [{ light: 0.8, noise: 2, bands: { depth: 0.12, number: 2, speed: 0.7 } }, 0],
  'the sun goes down': [{ light: 0.9, noise: 3, dims: { to: 0.2, at: null } }, 0.02],
  'lights out': [{ light: 0.9, noise: 3, dims: { to: 0.15, at: 8 } }, 0.1],
  'an exposure that pumps': [{ light: 0.6, noise: 3, pumps: { depth: 0.35, every: 1.3 } }, 0.12],
  'a door, opened and shut': [
    { light: 0.8, noise: 2, door: { x: 0.55, width: 0.22, opens: 7, shuts: 12, floor: true } },
    0.3,
  ],
  'a knock at the camera': [{ light: 0.8, noise: 2, knock: { at: 9, x: 9, y: 5 } }, 0.05],
};

for (const [name, [room, most]] of Object.entries(EMPTY)) {
  test(`an empty room is searched seldom: ${name}`, () => {
    for (const seed of [3, 4]) {
      const share = busyShare({ ...room, seed });
      assert.ok(share <= most, `${seed}: a change in ${(100 * share).toFixed(0)} % of the frames`);
    }
  });
}

test('what never rests becomes usual: a screen on the wall is searched seldom within half a minute', () => {
  const room = { ...QUIET, restless: { x: 0.3, y: 0.2, width: 0.35, height: 0.35 } };
  const late = askedIn(room, 40).filter(({ at }) => at >= 30);
  const share = late.filter(({ says }) => says).length / late.length;
  assert.ok(share <= 0.5, `${share}`);
});

const PERSON: Person = { from: 6, to: 14, x: 0.5, y: 0.4, head: 0.06, grey: 30, sway: 0.004 };

test('property: who comes in is seen in the frame in which they are in the picture, by most lights', () => {
  const random = randomOf(11);
  const between = (low: number, high: number) => low + (high - low) * random();
  let late = 0;
  const tries = 16;
  for (let seed = 1; seed <= tries; seed++) {
    const room: Room = {
      ...{ seed, light: between(0.3, 1), noise: between(0, 5) },
      person: {
        ...PERSON,
        ...{ y: between(0.3, 0.6), head: between(0.03, 0.12), grey: random() < 0.5 ? 30 : 215 },
      },
      tube: { x: random(), y: 0, share: between(0, 0.4), hertz: 4 },
      dims: { to: between(0.6, 1.2), at: null },
    };
    // From outside the picture on the right they walk for a second: within two tenths of it they are to be seen.
    const first = askedIn(room, 9).find(({ at, says }) => says && at >= PERSON.from - 0.01);
    if (!first || first.at > PERSON.from + 0.9) late += 1;
  }
  assert.ok(late <= 1, `${late} of ${tries} late`);
});

test('the body of a followed face is no news, somebody beside it is', () => {
  const person = { ...PERSON, from: 0, sway: 0.02 };
  // The face, in pixels of the small frames; standing from the second second on.
  const face: Box = [(0.5 - 0.06) * 256, (0.4 - 0.1) * 192, 0.12 * 256, 0.2 * 192];
  const alone = askedIn({ ...QUIET, person }, 10, [face]).filter(({ at }) => at >= 2);
  assert.equal(alone.filter(({ says }) => says).length, 0);
  const passer = { width: 0.1, top: 0.35, speed: 0.4, every: 3.6 };
  const beside = askedIn({ ...QUIET, person, passer }, 10, [face]).filter(({ at }) => at >= 2);
  assert.ok(beside.some(({ says }) => says));
});

test('of a camera on its side the body is where it is upright', () => {
  const watch = new LumaChange();
  const [width, height] = [192, 256];
  const grey = () => new Uint8Array(width * height * 1.5).fill(128);
  const plain = frameFromI420(grey(), width, height);
  watch.searched(plain);
  const face: Box = [40, 110, 36, 36];
  // Turned clockwise by 90° the right of this frame is below: a stripe there, beside the face, is its body.
  const bytes = grey();
  for (let row = 100; row < 156; row++) bytes.fill(30, row * width + 110, row * width + 180);
  const body = frameFromI420(bytes, width, height);
  assert.ok(!watch.changed(body, [face], 90));
  assert.ok(watch.changed(body, [face], 270));
  assert.ok(watch.changed(body, [face], 0));
});

test('after a reset nothing is known: everything may be new', () => {
  const watch = new LumaChange();
  const { frame } = framesOf(QUIET, 1 / FPS).next().value!;
  watch.searched(frame);
  assert.ok(!watch.changed(frame, [], 0));
  watch.reset();
  assert.ok(watch.changed(frame, [], 0));
});
