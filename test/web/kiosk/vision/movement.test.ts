import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameFromI420 } from '../../../../models/pipeline/frame.ts';
import { MovementDetector } from '../../../../web/kiosk/vision/movement.ts';
import { isUnseen, unseenAfter } from '../../../../web/kiosk/visit/unseen.ts';
import { FPS, framesOf, type Person, type Room, randomOf } from './room.ts';

/** When the screen said that somebody is there, and for how long, s; null for never. */
function saidIn(room: Room, seconds: number): { from: number; to: number } | null {
  const detector = new MovementDetector();
  let [ms, from, to] = [0, Number.NaN, Number.NaN];
  for (const { frame, at } of framesOf(room, seconds)) {
    ms = unseenAfter(ms, detector.look(frame, at, 0) !== null, 1000 / FPS);
    if (!isUnseen(ms, from <= at / 1000 && !(to <= at / 1000))) {
      if (from <= at / 1000 && Number.isNaN(to)) to = at / 1000;
    } else if (Number.isNaN(from)) from = at / 1000;
  }
  return Number.isNaN(from) ? null : { from, to };
}

const QUIET: Room = { seed: 1, light: 0.8, noise: 2 };
const SECONDS = 20;

/** Everything that goes on in empty rooms, each alone and as bad as it gets. */
const EMPTY: Record<string, Omit<Room, 'seed'>> = {
  'nothing at all': { light: 0.8, noise: 2 },
  'no noise at all': { light: 0.8, noise: 0 },
  'noise of the night': { light: 0.12, noise: 10 },
  'a tube that fails': { light: 0.8, noise: 2, tube: { x: 0.4, y: 0, share: 0.6, hertz: 8 } },
  'a tube near the kiosk': { light: 0.8, noise: 3, tube: { x: 0.5, y: 1, share: 0.5, hertz: 3 } },
  'rolling bands': { light: 0.8, noise: 2, bands: { depth: 0.12, number: 2, speed: 0.7 } },
  dusk: { light: 0.9, noise: 3, dims: { to: 0.2, at: null } },
  'lights out': { light: 0.9, noise: 3, dims: { to: 0.15, at: 8 } },
  'an exposure that pumps': { light: 0.6, noise: 3, pumps: { depth: 0.35, every: 1.3 } },
  'a far door': {
    light: 0.8,
    noise: 2,
    door: { x: 0.55, width: 0.22, opens: 5, shuts: 10, floor: true },
  },
  'people who pass far away': {
    light: 0.8,
    noise: 2,
    passer: { width: 0.1, top: 0.35, speed: 0.4, every: 3.6 },
  },
  'a screen on the wall': {
    light: 0.8,
    noise: 2,
    restless: { x: 0.3, y: 0.2, width: 0.35, height: 0.35 },
  },
  'a knock at the camera': { light: 0.8, noise: 2, knock: { at: 9, x: 9, y: 5 } },
};

for (const [name, room] of Object.entries(EMPTY)) {
  test(`an empty room is empty: ${name}`, () => {
    for (const seed of [3, 4]) assert.equal(saidIn({ ...room, seed }, SECONDS), null);
  });
}

/**
 * An empty room in which anything may go on, all at once. Only who knocks at the camera does nothing else meanwhile: until the
 * place is learned anew, 12 s, all that moves in it is too near.
 */
function anyRoom(seed: number): Room {
  const random = randomOf(seed * 977);
  const between = (low: number, high: number) => low + (high - low) * random();
  const maybe = <Part extends keyof Room>(name: Part, part: Room[Part]): Pick<Room, Part> | object =>
    random() < 0.4 ? { [name]: part } : {};
  const parts: Partial<Room> = {
    ...maybe('tube', { x: random(), y: between(0, 1), share: between(0.1, 0.6), hertz: between(1, 10) }),
    ...maybe('bands', { depth: between(0, 0.12), number: between(0.5, 2), speed: between(0, 3) }),
    ...maybe('dims', { to: between(0.2, 1.2), at: random() < 0.5 ? null : between(3, 18) }),
    ...maybe('pumps', { depth: between(0, 0.3), every: between(0.3, 4) }),
    ...maybe('door', {
      ...{ x: between(0, 0.75), width: between(0.1, 0.22) },
      ...{ opens: between(2, 8), shuts: between(9, 18), floor: random() < 0.5 },
    }),
    ...maybe('passer', {
      ...{ width: between(0.04, 0.1), top: between(0.3, 0.5), speed: between(0.3, 0.8), every: 5 },
    }),
    ...maybe('restless', { x: between(0, 0.6), y: between(0, 0.3), width: 0.3, height: 0.3 }),
  };
  const alone = !parts.door && !parts.passer && !parts.restless;
  const knock = { at: between(3, 18), x: Math.round(between(0, 9)), y: Math.round(between(0, 9)) };
  return { seed, light: between(0.15, 1), noise: between(0, 8), ...parts, ...(alone && { knock }) };
}

test('property: whatever goes on in an empty room, nobody is said to be there', () => {
  for (let seed = 1; seed <= 24; seed++) {
    const room = anyRoom(seed);
    assert.equal(saidIn(room, SECONDS), null, JSON.stringify(room));
  }
});

const PERSON: Person = { from: 4, to: 14, x: 0.5, y: 0.4, head: 0.1, grey: 30, sway: 0.004 };
const PEOPLE: Record<string, Person> = {
  'too tall: the head is above the picture': { ...PERSON, y: -0.25 },
  'cut by the top edge': { ...PERSON, y: 0, head: 0.12 },
  'a wheelchair user at the bottom edge': { ...PERSON, y: 0.95, head: 0.09 },
  'a child: only hair': { ...PERSON, x: 0.4, y: 1.02, head: 0.08 },
  'in light clothes': { ...PERSON, y: -0.2, grey: 215 },
  'turned away, near': { ...PERSON, y: 0.35, head: 0.13 },
};

for (const [name, person] of Object.entries(PEOPLE)) {
  test(`somebody is there, and soon is not any more: ${name}`, () => {
    for (const seed of [3, 4]) {
      const said = saidIn({ ...QUIET, seed, person }, 22);
      assert.ok(said !== null && said.from < person.from + 7, `${seed}: ${JSON.stringify(said)}`);
      assert.ok(said.to < person.to + 4, `${seed}: ${JSON.stringify(said)}`);
    }
  });
}

test('property: somebody who waits is said to be there, by most lights', () => {
  const random = randomOf(5);
  const between = (low: number, high: number) => low + (high - low) * random();
  const missed: Room[] = [];
  for (let seed = 1; seed <= 12; seed++) {
    const low = random() < 0.5;
    const person: Person = {
      ...{ from: 4, to: 16, x: between(0.35, 0.65), y: low ? between(0.85, 1) : between(-0.3, 0.05) },
      ...{ head: between(0.08, 0.13), grey: random() < 0.5 ? 30 : 215, sway: between(0.003, 0.008) },
    };
    const room: Room = {
      ...{ seed, light: between(0.4, 1), noise: between(0, 4), person },
      dims: { to: between(0.7, 1.2), at: null },
      tube: { x: random(), y: 0, share: between(0, 0.3), hertz: 4 },
    };
    if (saidIn(room, 16) === null) missed.push(room);
  }
  assert.ok(missed.length <= 1, JSON.stringify(missed));
});

test('who walks past near the camera is not spoken to', () => {
  const person = { ...PERSON, from: 5, to: 7.4, y: -0.2 };
  for (const seed of [3, 4, 5]) assert.equal(saidIn({ ...QUIET, seed, person }, 14), null);
});

test('who stands beside the kiosk, or brought a thing that stays, is no visitor', () => {
  const beside = { ...PERSON, x: 0.02, y: 0.3, head: 0.06 };
  for (const seed of [3, 4, 5]) assert.equal(saidIn({ ...QUIET, seed, person: beside }, 16), null);
  const thing = { ...PERSON, sway: 0, y: 0.9 };
  for (const seed of [3, 4, 5]) assert.equal(saidIn({ ...QUIET, seed, person: thing }, 16), null);
});

test('a camera on its side sees the same, in the upright picture', () => {
  const room = { ...QUIET, person: { ...PERSON, y: 0.95, head: 0.09 } };
  const [straight, turned] = [new MovementDetector(), new MovementDetector()];
  let compared = 0;
  for (const { frame, at } of framesOf(room, 12)) {
    const { width, height, y } = frame;
    // The camera hangs so that its picture has to be turned by 90° clockwise.
    const side = new Uint8Array(width * height * 1.5);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        side[(width - 1 - column) * height + row] = y[row * width + column]!;
      }
    }
    const upright = straight.look(frame, at, 0);
    const found = turned.look(frameFromI420(side, height, width), at, 90);
    if (!upright || !found) continue;
    compared += 1;
    for (const [i, value] of upright.entries()) assert.ok(Math.abs(value - found[i]!) < 0.12 * width);
  }
  assert.ok(compared > 30, `${compared}`);
});
