import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unseenIn, visitorIn } from '../../../../web/kiosk/visit/visitor.ts';
import { face, seen } from './faces.ts';
import { Rig } from './rig.ts';

/** Something moves near the camera for a while, and no face is found. */
function moves(rig: Rig, seconds: number, until?: string): void {
  rig.show([], seconds, until, false, true);
}

test('somebody without a face is told so after some seconds, and nothing is opened or posted', () => {
  const rig = new Rig();
  moves(rig, 3);
  assert.equal(rig.state().at, 'idle');
  moves(rig, 3);
  assert.equal(rig.state().at, 'unseen');
  rig.show([], 4);
  assert.equal(rig.state().at, 'idle');
  assert.deepEqual(rig.effects, []);
});

test('a moment of standing still is nothing; who walks past again and again is not spoken to', () => {
  const waits = new Rig();
  for (let i = 0; i < 4; i++) {
    moves(waits, 1.5);
    waits.show([], 0.3);
  }
  assert.equal(waits.state().at, 'unseen');
  const passers = new Rig();
  for (let i = 0; i < 20; i++) {
    moves(passers, 2);
    passers.show([], 1.2);
    assert.equal(passers.state().at, 'idle');
  }
});

test('whose face comes into view is checked as any visitor: one visit', () => {
  const rig = new Rig();
  moves(rig, 10, 'unseen');
  rig.show([face('mask')], 3, 'measuring');
  rig.answer('pass');
  assert.equal(rig.state().at, 'pass');
  assert.deepEqual(
    rig.effects.map(({ type }) => type),
    ['open', 'post', 'chime'],
  );
});

test('a face that came from afar and left the edge is missed after some seconds, and its check is given up', () => {
  const rig = new Rig();
  rig.show([face('no_mask', 280, 60)], 2);
  assert.equal(rig.state().at, 'approach');
  moves(rig, 8, 'unseen');
  assert.equal(rig.state().at, 'unseen');
  assert.deepEqual(rig.posts(), []);
});

test('a visitor with an answer goes in peace; who comes after the place was empty is told soon', () => {
  for (const verdict of ['pass', 'deny'] as const) {
    const rig = new Rig();
    rig.show([face('mask')], 3, 'measuring');
    rig.answer(verdict);
    rig.show([face('mask')], 3);
    const until = rig.at + 12_000;
    while (rig.at < until) {
      moves(rig, 0.1);
      assert.notEqual(rig.state().at, 'unseen', verdict);
    }
    rig.show([], 3);
    moves(rig, 5);
    assert.equal(rig.state().at, 'unseen', verdict);
  }
});

test('a running visit goes on whatever moves', () => {
  const rig = new Rig();
  rig.show([face('mask')], 3, 'measuring');
  moves(rig, 0.6);
  assert.equal(rig.state().at, 'measuring');
  rig.answer('pass');
  moves(rig, 0.6);
  assert.equal(rig.state().at, 'pass');
});

test('what moves for more than a minute is perhaps nobody: silence until the place was quiet for 30 s', () => {
  const rig = new Rig();
  moves(rig, 10, 'unseen');
  moves(rig, 61, 'idle');
  assert.equal(rig.state().at, 'idle');
  moves(rig, 120, 'unseen');
  rig.show([], 10);
  moves(rig, 60, 'unseen');
  assert.equal(rig.state().at, 'idle');
  rig.show([], 31);
  moves(rig, 6, 'unseen');
  assert.equal(rig.state().at, 'unseen');
});

test('time without frames tells of nobody', () => {
  const rig = new Rig();
  moves(rig, 3);
  rig.pass(5);
  assert.equal(rig.state().at, 'idle');
  moves(rig, 3, 'unseen');
  rig.pass(40);
  assert.equal(rig.state().at, 'idle');
  const late = new Rig();
  late.show([], 8, 'unseen', true, true);
  assert.equal(late.state().at, 'idle', 'who may have gone since is not spoken to');
});

test('the call of somebody without a face stands for as long as they do', () => {
  const rig = new Rig();
  moves(rig, 10, 'unseen');
  rig.send({ type: 'call', at: rig.at });
  moves(rig, 40, 'idle');
  assert.equal(rig.state().at, 'called');
  rig.show([], 5, 'idle');
  assert.equal(rig.state().at, 'idle');
});

test('a face within the movement, though far away or small, is who moves; one beside is not', () => {
  const far = face('mask', 300, 30);
  assert.equal(unseenIn(seen([], [], [200, 300, 200, 180])), true);
  assert.equal(unseenIn(seen([far], [], [200, 100, 300, 380])), false);
  assert.equal(unseenIn(seen([], [{ id: 4, box: far.box }], [200, 100, 300, 380])), false);
  assert.equal(unseenIn(seen([far], [], [200, 300, 200, 180])), true);
  assert.equal(unseenIn(seen([])), false);
});

test('a face that the upper or lower edge cuts off is asked to step back; a low one that is whole is checked', () => {
  const at = (y: number) => {
    const low = { ...face('mask', 270, 100), box: [270, y, 100, 100] as [number, number, number, number] };
    return visitorIn(seen([low]))?.placement;
  };
  assert.deepEqual([-20, -5, 200, 375, 385, 430].map(at), [
    ...['cut_off', 'ok', 'ok', 'ok', 'cut_off', 'cut_off'],
  ]);
});
