import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrackedFace } from '../../../models/pipeline/follow.ts';
import type { Label } from '../../../models/pipeline/labels.ts';
import { evidenceOf } from '../../../models/pipeline/reliability.ts';
import { visitorIn } from '../../../web/kiosk/visit/visitor.ts';
import { face, RELIABLE, seen } from './visit/faces.ts';
import { Rig } from './visit/rig.ts';

test('a masked visitor: approach, checking, measuring, pass, leaving, idle; one visit', () => {
  const rig = new Rig();
  rig.show([], 1);
  assert.equal(rig.state().at, 'idle');
  rig.show([face('mask', 280, 50)], 0.5);
  const approach = rig.state();
  assert.deepEqual([approach.at, 'placement' in approach && approach.placement], ['approach', 'too_far']);
  rig.show([face('mask')], 2, 'measuring');
  assert.equal(rig.state().at, 'measuring');
  assert.equal(rig.posts()[0]!.mask, 'mask');
  assert.ok(rig.posts()[0]!.duration_ms < 1000);
  rig.answer('pass');
  rig.show([face('mask')], 2.9);
  assert.equal(rig.state().at, 'pass');
  rig.show([face('mask')], 5);
  assert.equal(rig.state().at, 'leaving');
  rig.show([], 1);
  assert.equal(rig.state().at, 'idle');
  assert.equal(rig.posts().length, 1);
});

test('a bare face is decided without waiting for a temperature, and checked again while it stays', () => {
  const rig = new Rig();
  rig.show([face('no_mask')], 2, 'deciding');
  assert.equal(rig.state().at, 'deciding');
  const [first] = rig.posts();
  rig.answer('deny', ['no_mask']);
  rig.show([face('no_mask')], 5.9);
  assert.equal(rig.posts().length, 1, 'result 3 s and recheck 3 s are not over');
  rig.show([face('no_mask')], 0.3);
  assert.equal(rig.posts().length, 2);
  assert.equal(rig.posts()[1]!.attempt_of, first!.id);
  assert.notEqual(rig.posts()[1]!.id, first!.id);
});

test('a denied visitor who puts the mask on is checked as soon as it was read and is sure', () => {
  const rig = new Rig();
  rig.show([face('no_mask')], 2, 'deciding');
  rig.answer('deny', ['no_mask']);
  rig.show([], 0.5);
  const begin = rig.at;
  rig.show([face('mask')], 6, 'measuring');
  assert.equal(rig.state().at, 'measuring');
  assert.ok(rig.at - begin < 3000, 'at the end of the 3 s that the result is shown');
});

test('told to cover the nose: still wrong after adjustSeconds posts again, corrected posts at once', () => {
  for (const [then, limit] of [
    ['incorrect', 8.2],
    ['mask', 3],
  ] as const) {
    const rig = new Rig();
    rig.show([face('incorrect')], 2, 'deciding');
    rig.answer('adjust', ['mask_incorrect']);
    assert.equal(rig.state().at, 'adjust');
    const begin = rig.at;
    rig.show([face(then)], limit, then === 'mask' ? 'measuring' : 'deciding');
    assert.equal(rig.posts().length, 2, then);
    assert.equal(rig.posts()[1]!.mask, then);
    assert.equal(rig.posts()[1]!.attempt_of, rig.posts()[0]!.id);
    if (then === 'incorrect') assert.ok(rig.at - begin >= 8000);
  }
});

test('a visitor who leaves takes the open attempt along; nothing is posted', () => {
  const rig = new Rig();
  rig.show([face('mask')], 0.2);
  assert.equal(rig.state().at, 'checking');
  rig.show([], 1);
  assert.equal(rig.state().at, 'idle');
  assert.deepEqual(
    rig.effects.map((e) => e.type),
    ['open', 'abandon'],
  );
});

test('leaving while the temperature is taken abandons the visit; a forehead at the sensor does not', () => {
  const far = new Rig();
  far.show([face('mask')], 2, 'measuring');
  far.show([], 1);
  assert.equal(far.state().at, 'idle');
  assert.equal(far.effects.at(-1)!.type, 'abandon');

  const near = new Rig();
  near.show([face('mask')], 2, 'measuring');
  near.show([face('mask', 120, 400, 0.5, 2)], 0.3);
  near.show([], 2.5);
  assert.equal(near.state().at, 'measuring');
  near.answer('pass');
  assert.equal(near.state().at, 'pass');
});

test('another person restarts the check: a swap in view, or a new face after a gap', () => {
  const swap = new Rig();
  swap.show([face('mask', 100, 150)], 0.15);
  swap.show([face('no_mask', 400, 150)], 2, 'deciding');
  assert.deepEqual(
    swap.effects.map((e) => e.type),
    ['open', 'abandon', 'open', 'post'],
  );
  assert.equal(swap.posts()[0]!.mask, 'no_mask');
  assert.equal(swap.posts()[0]!.attempt_of, null);

  const next = new Rig();
  next.show([face('mask')], 2, 'measuring');
  next.answer('pass');
  next.show([], 1.5);
  assert.equal(next.state().at, 'pass', 'the answer stays readable');
  next.show([face('no_mask')], 2, 'deciding');
  assert.equal(next.posts().length, 2);
  assert.equal(next.posts()[1]!.attempt_of, null, 'somebody else, not a second attempt');
});

test('no state hangs: without a decision, an answer or a departure each ends by itself', () => {
  const unsure = face('mask');
  unsure.evidence = evidenceOf({ mask: 0.34, no_mask: 0.33, incorrect: 0.33 }, RELIABLE);
  const rig = new Rig();
  rig.show([unsure], 6.2, 'deciding');
  assert.equal(rig.state().at, 'deciding');
  assert.deepEqual([rig.posts()[0]!.mask, rig.posts()[0]!.cause], ['undecided', 'unsure']);
  rig.show([unsure], 11, 'trouble');
  assert.equal(rig.state().at, 'trouble', 'no answer');
  rig.show([unsure], 6, 'deciding');
  assert.deepEqual(rig.posts()[1], rig.posts()[0], 'the same is asked again');
  rig.fail(false);
  rig.show([unsure], 6, 'checking');
  assert.equal(rig.state().at, 'checking', 'tried anew where that can not help');

  const stays = new Rig();
  stays.show([face('mask')], 2, 'measuring');
  stays.answer('pass');
  stays.show([face('mask')], 34, 'idle');
  assert.equal(stays.state().at, 'idle');
});

test('an answer for another visit changes nothing', () => {
  const rig = new Rig();
  rig.show([face('mask')], 2, 'measuring');
  rig.send({ type: 'failed', at: rig.at, id: '00000000-0000-7000-8000-999999999999', again: true });
  assert.equal(rig.state().at, 'measuring');
});

test('with the mask policy off the visit is posted without looking', () => {
  const rig = new Rig({ maskPolicy: 'off' });
  rig.show([face('no_mask')], 0.2);
  assert.equal(rig.state().at, 'measuring');
  assert.equal(rig.posts()[0]!.mask, 'undecided');
});

test('the nearest face in the zone is the visitor; faces far behind are passers-by', () => {
  const visitor = visitorIn(
    seen(
      [face('mask', 220, 200), face('no_mask', 480, 120)],
      [
        { id: 7, box: [20, 10, 30, 30] },
        { id: 8, box: [20, 100, 110, 110] },
      ],
    ),
  );
  assert.equal(visitor?.face.label, 'mask');
  assert.equal(visitor?.others, 2, 'one judged, one known; the one far behind counts not');
  const aside = visitorIn(seen([face('no_mask', 500, 260), face('mask', 240, 180)]));
  assert.equal(aside?.face.label, 'mask', 'the larger face is out of the zone');
});

test('who walks through is not checked; who stops is', () => {
  const rig = new Rig();
  rig.show([{ ...face('no_mask'), speed: 2.5 }], 1);
  assert.equal(rig.state().at, 'approach');
  assert.deepEqual(rig.effects, []);
  rig.show([face('no_mask')], 2, 'deciding');
  assert.equal(rig.posts().length, 1);
});

test('the way in is looked at already: who then stands is decided sooner', () => {
  const frames = (...way: TrackedFace[][]) => {
    const rig = new Rig();
    for (const faces of way) rig.show(faces, 0.5);
    const from = rig.at;
    rig.show([face('mask')], 3, 'measuring');
    return (rig.at - from) / 50;
  };
  const sudden = frames();
  const walked = frames([{ ...face('mask'), speed: 2.5 }]);
  assert.ok(walked <= sudden / 2, `${walked} frames after the way in, ${sudden} without`);
});

test('who puts the mask on while walking in is judged by how it is worn now', () => {
  const rig = new Rig();
  const walking = (label: Label) => [{ ...face(label), speed: 2.5 }];
  rig.show(walking('no_mask'), 2);
  rig.show(walking('mask'), 0.5);
  rig.show([face('mask')], 3, 'measuring');
  assert.deepEqual(
    rig.posts().map(({ mask }) => mask),
    ['mask'],
  );
  const dark = new Rig();
  dark.show([{ ...face('mask', 220, 200, 0.02), speed: 2.5 }], 2);
  dark.show([face('mask')], 3, 'measuring');
  assert.equal(dark.posts()[0]?.cause, null);
});

test('who is checked stays the visitor until another face is clearly nearer', () => {
  const two = (other: number) => seen([face('no_mask', 150, other, 0.5, 9), face('mask', 300, 200, 0.5, 2)]);
  assert.equal(visitorIn(two(210), 2)?.face.id, 2);
  assert.equal(visitorIn(two(210), null)?.face.id, 9);
  assert.equal(visitorIn(two(260), 2)?.face.id, 9);
});

test('a second person is counted, or asked to wait, by the site’s policy', () => {
  const both = [face('mask', 220, 200, 0.5, 1), face('no_mask', 430, 130, 0.5, 2)];
  const counting = new Rig();
  counting.show(both, 2, 'measuring');
  const post = counting.effects.find((effect) => effect.type === 'post');
  assert.equal(post?.type === 'post' && post.others, 1);

  const asking = new Rig({ secondPerson: 'ask' });
  asking.show(both, 2);
  const state = asking.state();
  assert.deepEqual([state.at, 'placement' in state && state.placement], ['approach', 'one_at_a_time']);
  asking.show([both[0]!], 2, 'measuring');
  assert.equal(asking.state().at, 'measuring');
});

test('a broken thermometer: nobody is asked for the forehead, one visit is stored, and mended it is checked anew', () => {
  const rig = new Rig();
  rig.context.thermometerBroken = true;
  rig.show([face('mask')], 2, 'deciding');
  assert.equal(rig.state().at, 'deciding');
  const [first] = rig.posts();
  rig.answer('deny', ['thermometer_broken']);
  rig.show([face('mask')], 60);
  assert.equal(rig.state().at, 'deny');
  assert.equal(rig.posts().length, 1);
  rig.context.thermometerBroken = false;
  rig.show([face('mask')], 2, 'measuring');
  assert.equal(rig.state().at, 'measuring');
  assert.equal(rig.posts().at(-1)!.attempt_of, first!.id);
});
