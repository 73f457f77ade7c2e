import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { affinity, KEEP_MS, Tracker } from '../../../models/pipeline/tracker.ts';
import { faceAt } from './faces.ts';

const ids = (tracks: readonly { id: number }[]) => tracks.map(({ id }) => id);

test('a walking face keeps its id, at a speed at which its boxes hardly touch', () => {
  const tracker = new Tracker();
  // 60 px in 66 ms, for a face of 100 px: each box overlaps the last one by a quarter.
  for (let i = 0; i < 10; i++) assert.deepEqual(ids(tracker.update([faceAt(60 * i, 100, 100)], 66 * i)), [1]);
});

test('constant velocity bridges frames in which the face is not found', () => {
  const tracker = new Tracker();
  for (let i = 0; i <= 8; i++) tracker.update([faceAt(20 * i, 100, 100)], 66 * i);
  for (let i = 9; i < 16; i++) tracker.update([], 66 * i);
  const [track] = tracker.predict(66 * 16);
  assert.ok(Math.abs(track!.face.box[0] - 320) < 10, `predicted at ${track!.face.box[0]}`);
  assert.deepEqual(ids(tracker.update([faceAt(320, 100, 100)], 66 * 16)), [1]);
});

test('speed is in face widths a second, and unknown in the first frame', () => {
  const tracker = new Tracker();
  assert.equal(tracker.update([faceAt(0, 100, 100)], 0)[0]!.speed, Number.POSITIVE_INFINITY);
  let speed = 0;
  for (let i = 1; i < 20; i++) speed = tracker.update([faceAt(20 * i, 100, 100)], 100 * i)[0]!.speed;
  assert.ok(Math.abs(speed - 2) < 0.05, String(speed));
  for (let i = 20; i < 30; i++) speed = tracker.update([faceAt(380, 100, 100)], 100 * i)[0]!.speed;
  assert.ok(speed < 0.1, String(speed));
});

test('who is followed and steps back to where they were seen once on the way in is still the same', () => {
  const tracker = new Tracker();
  // Five frames a second, faces of 150 px: on the way in each frame is too far from the last one to be one face.
  const wayIn = [40, 139, 237, 246, 247].map(
    (x, i) => tracker.update([faceAt(x, 160, 150)], 200 * i).find(({ seenAt }) => seenAt === 200 * i)!.id,
  );
  const followed = wayIn.at(-1)!;
  assert.deepEqual(wayIn, [1, 2, 3, 3, 3]);
  const back = tracker.update([faceAt(188, 160, 150)], 1000);
  assert.equal(back.find(({ seenAt }) => seenAt === 1000)?.id, followed);
});

test('who stands beside the followed one, seen in one search of the whole frame, does not become them', () => {
  const tracker = new Tracker();
  const [first, beside] = [faceAt(200, 150, 150), faceAt(260, 150, 150)];
  for (let i = 0; i < 8; i++) tracker.update([first], 200 * i);
  const [own, other] = [first, beside].map(
    (face) => tracker.update([first, beside], 1600).find((track) => track.face === face)!.id,
  );
  assert.notEqual(other, own);
  tracker.update([first], 1800);
  const now = tracker.update([beside], 2000).find(({ seenAt }) => seenAt === 2000);
  assert.equal(now?.id, other);
});

test('who was looked for in vain, or a jump, is somebody else', () => {
  const gone = new Tracker();
  let at = 0;
  for (; at <= KEEP_MS; at += 100) gone.update([faceAt(100, 100, 100)], at);
  for (const until = at + KEEP_MS; at <= until; at += 100) gone.update([], at);
  const [another] = gone.update([faceAt(100, 100, 100)], at);
  assert.deepEqual([another!.id, another!.origin], [2, 'new']);
  const jump = new Tracker();
  jump.update([faceAt(100, 100, 100)], 0);
  assert.deepEqual(ids(jump.update([faceAt(400, 100, 100)], 66)), [1, 2]);
});

test('where nobody looked nobody is lost: the same place is the same face, however long it took', () => {
  const tracker = new Tracker();
  for (let at = 0; at <= 1000; at += 100) tracker.update([faceAt(100 + at / 20, 100, 100)], at);
  const [track] = tracker.update([faceAt(170, 100, 100)], 11_000);
  assert.equal(track!.id, 1);
  tracker.update([], 21_000);
  assert.deepEqual(ids(tracker.update([faceAt(170, 100, 100)], 21_100)), [1], 'one look is no absence');
});

test('who appears after a gap, while somebody is lost in it, is unknown; who comes later is new', () => {
  const tracker = new Tracker();
  for (let at = 0; at <= 1000; at += 100) tracker.update([faceAt(100, 100, 100)], at);
  tracker.update([], 3000);
  const later = faceAt(400, 100, 100);
  assert.equal(tracker.update([later], 3100).find(({ id }) => id === 2)!.origin, 'unknown');
  let at = 3200;
  for (; at <= 3200 + KEEP_MS; at += 100) tracker.update([later], at);
  const last = tracker.update([later, faceAt(100, 300, 60)], at);
  assert.deepEqual(
    last.map(({ id, origin }) => [id, origin]),
    [
      [2, 'unknown'],
      [3, 'new'],
    ],
  );
});

test('whoever is there when the tracker begins is unknown', () => {
  assert.equal(new Tracker().update([faceAt(0, 0, 100)], 5000)[0]!.origin, 'unknown');
});

test('two people who cross keep their ids', () => {
  const tracker = new Tracker();
  let last: readonly { id: number; face: { box: number[] } }[] = [];
  for (let i = 0; i <= 20; i++) {
    const a = faceAt(20 * i, 100, 120);
    const b = faceAt(400 - 20 * i, 130, 90);
    last = tracker.update(i % 2 ? [a, b] : [b, a], 66 * i);
  }
  const [large, small] = last;
  assert.deepEqual([large!.face.box[0], small!.face.box[0]], [400, 0]);
  assert.deepEqual([large!.id, small!.id].sort(), [1, 2]);
  assert.equal(large!.face.box[2], 120);
});

test('a face outside the searched region is neither lost nor confirmed', () => {
  const tracker = new Tracker();
  tracker.update([faceAt(100, 100, 100), faceAt(500, 100, 80)], 0);
  for (let at = 100; at <= 2 * KEEP_MS; at += 100) {
    tracker.update([faceAt(100, 100, 100)], at, [50, 50, 200, 200]);
  }
  const tracks = tracker.predict(2 * KEEP_MS);
  assert.deepEqual(
    tracks.map(({ id, seenAt }) => [id, seenAt]),
    [
      [1, 2 * KEEP_MS],
      [2, 0],
    ],
  );
});

test('affinity is 1 with itself, symmetric in place, and falls with distance', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 20, max: 300 }), (x, side) => {
      const face = faceAt(x, 50, side);
      assert.ok(Math.abs(affinity(face, face) - 1) < 1e-9);
      const near = affinity(face, faceAt(x + side / 8, 50, side));
      const far = affinity(face, faceAt(x + side / 2, 50, side));
      assert.ok(1 > near && near > far && far >= 0);
      assert.ok(Math.abs(affinity(faceAt(x + side / 8, 50, side), face) - near) < 1e-9);
    }),
  );
});

test('however many faces come, tracks are bounded and ids never repeat', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 20 })), (frames) => {
      const tracker = new Tracker();
      const born = new Map<number, number>();
      frames.forEach((xs, i) => {
        const tracks = tracker.update(
          xs.map((x) => faceAt(x, 0, 60)),
          i * 66,
        );
        assert.ok(tracks.length <= 16);
        assert.equal(new Set(ids(tracks)).size, tracks.length);
        for (const { id } of tracks) born.set(id, born.get(id) ?? i);
      });
      const order = [...born].sort((a, b) => a[0] - b[0]).map(([, at]) => at);
      assert.deepEqual(
        order,
        order.toSorted((a, b) => a - b),
      );
    }),
  );
});

test('no id is given twice, also by a tracker that comes after another', () => {
  const first = new Tracker();
  first.update([faceAt(0, 0, 100), faceAt(300, 0, 100)], 0);
  const [track] = new Tracker(first.lastId).update([faceAt(0, 0, 100)], 5000);
  assert.equal(track!.id, 3);
});
