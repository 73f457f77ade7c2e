import assert from 'node:assert/strict';
import { test } from 'node:test';
import { face } from './faces.ts';
import { Rig } from './rig.ts';

test('without frames nobody has gone and nothing is decided; after half a minute the visit is over', () => {
  const rig = new Rig();
  rig.show([face('mask')], 0.1);
  rig.pass(25);
  assert.equal(rig.state().at, 'checking');
  rig.pass(6);
  assert.equal(rig.state().at, 'idle');
  assert.deepEqual(
    rig.effects.map(({ type }) => type),
    ['open', 'abandon'],
  );
});

test('evidence from before a gap is dropped: a bare face after it is not let in by a mask before it', () => {
  const rig = new Rig();
  rig.show([face('mask')], 0.1);
  rig.pass(2);
  rig.show([face('no_mask')], 2, 'deciding');
  assert.deepEqual(
    rig.effects.map(({ type }) => type),
    ['open', 'abandon', 'open', 'post'],
  );
  assert.equal(rig.posts()[0]!.mask, 'no_mask');
  assert.equal(rig.posts()[0]!.curve.length, rig.posts()[0]!.frames, 'nothing of what was before');
});

test('an answer that is shown goes on after a gap: no second visit of who stands there', () => {
  for (const [label, verdict] of [
    ['mask', 'pass'],
    ['no_mask', 'deny'],
    ['incorrect', 'adjust'],
  ] as const) {
    const rig = new Rig();
    rig.show([face(label)], 2, label === 'mask' ? 'measuring' : 'deciding');
    rig.answer(verdict);
    rig.pass(8);
    rig.show([{ ...face(label, 300, 200, 0.5, 9), origin: 'unknown' }], 9);
    const [, ...later] = rig.posts();
    assert.ok(
      later.every((evidence) => evidence.attempt_of !== null),
      label,
    );
  }
});

test('who is seen to take the place while the page stood still is somebody else', () => {
  const rig = new Rig();
  rig.show([face('mask')], 2, 'measuring');
  rig.answer('pass');
  const shown = rig.at;
  rig.at += 5000;
  rig.send({ type: 'tick', at: rig.at });
  // The frames of these 5 s come late, with the times at which they were taken.
  rig.at = shown;
  rig.show([], 2);
  rig.show([face('no_mask')], 2, 'deciding');
  assert.deepEqual(
    rig.posts().map(({ attempt_of }) => attempt_of),
    [null, null],
  );
});

test('what the page sees too late is looked at, and nothing is posted for somebody who may have gone', () => {
  const rig = new Rig();
  rig.show([face('mask')], 2, undefined, true);
  assert.deepEqual([rig.state().at, rig.effects], ['approach', []]);
  rig.show([face('mask')], 2, 'measuring');
  assert.equal(rig.posts().length, 1, 'who still stands there is checked');

  const gone = new Rig();
  gone.show([face('mask')], 0.05);
  assert.equal(gone.state().at, 'checking');
  gone.show([face('mask')], 2, undefined, true);
  gone.show([], 1, undefined, true);
  assert.deepEqual(
    gone.effects.map(({ type }) => type),
    ['open', 'abandon'],
  );
});

test('a verdict that comes after the trouble began is taken, and the visit is not begun again', () => {
  const rig = new Rig();
  rig.show([face('mask')], 2, 'measuring');
  rig.show([face('mask')], 11, 'trouble');
  const [posted] = rig.posts();
  rig.answer('pass', [], posted!.id);
  assert.equal(rig.state().at, 'pass');
  assert.equal(rig.posts().length, 1);
});

test('evidence is asked about for a minute, then the visitor is checked anew and the old visit is over', () => {
  const rig = new Rig();
  rig.show([face('mask')], 2, 'measuring');
  const [first] = rig.posts();
  while (rig.effects.at(-1)!.type !== 'open' && rig.at < 120_000) {
    rig.show([face('mask')], 8, 'trouble');
    rig.fail(true);
    rig.show([face('mask')], 0.05);
  }
  const posts = rig.posts();
  assert.ok(posts.length > 2 && posts.every(({ id }) => id === first!.id));
  assert.deepEqual(rig.effects.at(-2), { type: 'abandon', id: first!.id });
});

test('whoever came too near to be seen is seen again as near: somebody farther away is another person', () => {
  for (const pause of [0.5, 1.2, 2.5]) {
    const rig = new Rig();
    rig.show([face('mask')], 2, 'measuring');
    rig.show([face('mask', 185, 270, 0.5, 2)], 0.4);
    rig.show([], pause);
    rig.show([face('no_mask', 245, 150, 0.5, 9)], 0.3);
    const [first] = rig.posts();
    rig.answer('pass', [], first!.id);
    assert.notEqual(rig.state().at, 'pass', `after ${pause} s`);
    assert.ok(rig.effects.some((effect) => effect.type === 'abandon' && effect.id === first!.id));

    const same = new Rig();
    same.show([face('mask')], 2, 'measuring');
    same.show([face('mask', 185, 270, 0.5, 2)], 0.4);
    same.show([], Math.max(1.2, pause));
    same.show([face('mask', 190, 250, 0.5, 9)], 0.3);
    same.answer('pass');
    assert.equal(same.state().at, 'pass', 'the visitor who moves back from the sensor goes on');
  }
});

test('after a refusal and a gap nobody from before the gap adds to what is seen of whoever stands there now', () => {
  const rig = new Rig();
  const bare = face('no_mask', 220, 200, 0.5, 1);
  rig.show([bare], 3, 'deciding');
  rig.answer('deny', ['no_mask']);
  rig.show([bare], 0.5);
  rig.pass(0.5);
  const other = { ...face('mask', 380, 220, 0.5, 2), origin: 'unknown' as const };
  rig.show([other], 0.3);
  assert.deepEqual(rig.visit.ids, [2]);
});
