import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { splitMjpeg } from '../../web/kiosk/replay/mjpeg.ts';
import { Cast } from './cast.ts';
import type { Picture } from './image/picture.ts';
import { FPS, frames, readFrameNumber, recording, scenarioNamed } from './index.ts';
import { loadFrames } from './record.ts';
import { placementAt, Scene } from './scene.ts';

let cast: Cast;
before(async () => {
  cast = new Cast(await loadFrames(['franck', 'hand']));
});

test('a recording has the frames, numbers and duration that its scenario says', async () => {
  const { number, duration } = scenarioNamed('empty');
  const numbers: number[] = [];
  for await (const frame of frames('empty')) {
    assert.deepEqual([frame.width, frame.height], [640, 480]);
    const read = readFrameNumber(frame);
    assert.equal(read?.scenario, number);
    numbers.push(read?.frame ?? -1);
  }
  assert.deepEqual(
    numbers,
    Array.from({ length: duration * FPS }, (_, i) => i),
  );
  // The fake camera shows 30 pictures a second.
  assert.equal(splitMjpeg(await readFile(await recording('empty'))).length, duration * 30);
});

const AT = 75;
const drawn = new Map<string, Picture>();

/** Frame `AT` of a recording, as drawn, before compression; the scenarios share timeline and pose there. */
async function picture(name: string): Promise<Picture> {
  const known = drawn.get(name);
  if (known) return known;
  const scene = new Scene(scenarioNamed(name), cast);
  await scene.start();
  const frame = await scene.frame(AT);
  drawn.set(name, frame);
  return frame;
}

/** Mean difference of the colours in 7 × 7 pixels around a landmark. */
async function change(name: string, landmark: number): Promise<number> {
  const [bare, masked] = [await picture('bare'), await picture(name)];
  const place = placementAt(scenarioNamed(name).visitors[0]!.way, AT / FPS)!;
  const franck = cast.actor('franck');
  const source = franck.sourceIndex(AT);
  const face = franck.landmarks(source, place, await franck.cutout(source), 480);
  const [x, y] = face.at(landmark).map(Math.round) as [number, number];
  let sum = 0;
  for (let dy = -3; dy <= 3; dy++) {
    for (let dx = -3; dx <= 3; dx++) sum += difference(bare, masked, x + dx, y + dy);
  }
  return sum / 49;
}

function difference(a: Picture, b: Picture, x: number, y: number): number {
  const at = (y * a.width + x) * 4;
  return [0, 1, 2].reduce((sum, k) => sum + Math.abs(a.data[at + k]! - b.data[at + k]!), 0) / 3;
}

const NOSE_TIP = 4;
const UPPER_LIP = 13;
const CHIN = 199;
const FOREHEAD = 10;

for (const name of ['masked-surgical', 'masked-white', 'masked-black', 'masked-pattern', 'masked-ffp2']) {
  test(`${name} covers nose, mouth and chin, and not the forehead`, async () => {
    for (const landmark of [NOSE_TIP, UPPER_LIP, CHIN]) assert.ok((await change(name, landmark)) > 20);
    assert.ok((await change(name, FOREHEAD)) < 2);
  });
}

test('nose-out leaves the nose bare and covers mouth and chin', async () => {
  assert.ok((await change('nose-out', NOSE_TIP)) < 3);
  for (const landmark of [UPPER_LIP, CHIN]) assert.ok((await change('nose-out', landmark)) > 20);
});

test('chin leaves nose and mouth bare', async () => {
  for (const landmark of [NOSE_TIP, UPPER_LIP]) assert.ok((await change('chin', landmark)) < 3);
  assert.ok((await change('chin', CHIN)) > 20);
});

test('a hand covers nose and mouth', async () => {
  for (const landmark of [NOSE_TIP, UPPER_LIP]) assert.ok((await change('hand', landmark)) > 10);
});
