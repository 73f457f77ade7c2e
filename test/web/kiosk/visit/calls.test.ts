import assert from 'node:assert/strict';
import { test } from 'node:test';
import { face } from './faces.ts';
import { PASSED, Rig } from './rig.ts';

/** States in which a visitor can call, each with what has been stored of them there. */
const CALLABLE: Record<string, (rig: Rig) => void> = {
  idle: (rig) => rig.show([], 1),
  approach: (rig) => rig.show([face('mask', 280, 50)], 0.5),
  checking: (rig) => rig.show([face('mask')], 0.2),
  measuring: (rig) => rig.show([face('mask')], 2, 'measuring'),
  adjust: (rig) => {
    rig.show([face('incorrect')], 2, 'deciding');
    rig.answer('adjust', ['mask_incorrect']);
  },
  deny: (rig) => {
    rig.show([face('no_mask')], 2, 'deciding');
    rig.answer('deny', ['no_mask']);
  },
};

for (const [name, come] of Object.entries(CALLABLE)) {
  test(`a call in ${name}: nothing is posted while it is open, and staff's word ends call and visit`, () => {
    const rig = new Rig();
    come(rig);
    assert.equal(rig.state().at, name);
    const state = rig.state();
    const posts = rig.posts().length;
    rig.send({ type: 'call', at: rig.at });
    if ('attempt' in state) assert.deepEqual(rig.effects.at(-1), { type: 'abandon', id: state.attempt.id });
    rig.show([face('no_mask')], 60);
    assert.equal(rig.state().at, 'called');
    assert.equal(rig.posts().length, posts);
    rig.letIn();
    assert.equal(rig.state().at, 'pass');
    rig.show([face('no_mask')], 20);
    assert.equal(rig.state().at, 'leaving');
    rig.show([], 1);
    assert.equal(rig.state().at, 'idle');
    assert.equal(rig.posts().length, posts);
  });
}

test('a call ends by a touch, with the check going on for the same visitor, and with their leaving', () => {
  const rig = new Rig();
  CALLABLE.deny!(rig);
  const [denied] = rig.posts();
  rig.send({ type: 'call', at: rig.at });
  rig.show([face('no_mask')], 2);
  rig.send({ type: 'call_over', at: rig.at });
  rig.show([face('no_mask')], 2, 'deciding');
  assert.equal(rig.posts().at(-1)!.attempt_of, denied!.id);
  rig.answer('deny', ['no_mask']);
  rig.send({ type: 'call', at: rig.at });
  rig.show([], 19.9);
  assert.equal(rig.state().at, 'called', 'who sits down is still waiting');
  rig.show([], 0.5);
  assert.equal(rig.state().at, 'idle');
});

test('a call that nobody ends is over after five minutes; whom the kiosk had let in is not checked again by it', () => {
  const rig = new Rig();
  rig.show([face('mask')], 2, 'measuring');
  rig.answer('pass');
  rig.send({ type: 'call', at: rig.at });
  rig.send({ type: 'call_over', at: rig.at });
  assert.equal(rig.state().at, 'leaving');
  rig.send({ type: 'call', at: rig.at });
  rig.show([face('mask')], 299);
  assert.equal(rig.state().at, 'called');
  rig.show([face('mask')], 2, 'idle');
  assert.equal(rig.state().at, 'idle');
});

test("staff's word without a call: what was under way is abandoned, and an answer that comes late changes nothing", () => {
  const rig = new Rig();
  rig.show([face('mask')], 2, 'measuring');
  const state = rig.state();
  const id = 'attempt' in state ? state.attempt.id : '';
  rig.letIn();
  assert.ok(rig.effects.some((effect) => effect.type === 'abandon' && effect.id === id));
  rig.send({ type: 'verdict', at: rig.at, verdict: { ...PASSED, id, verdict: 'deny' } });
  rig.send({ type: 'failed', at: rig.at, id, again: false });
  assert.equal(rig.state().at, 'pass');
});
