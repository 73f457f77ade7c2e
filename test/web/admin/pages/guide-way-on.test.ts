import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wayOn } from '../../../../web/admin/pages/guide/way-on.ts';

const OPEN = { saves: true, state: 'open', fault: null, missing: null } as const;
const NO_HAND = 'No hand was seen yet.';

test('who goes on without what a step is for has skipped it, and is told so by the button', () => {
  const without = { word: 'without', to: 'skipped', reason: NO_HAND, shut: false, skip: false };
  assert.deepEqual(wayOn({ ...OPEN, missing: NO_HAND }), without);
  assert.deepEqual(wayOn({ ...OPEN, state: 'skipped', missing: NO_HAND }), without);
});

test('what happened is done, also when the step had been skipped, and stays done', () => {
  const done = { word: 'next', to: 'done', reason: null, shut: false, skip: true };
  assert.deepEqual(wayOn(OPEN), done);
  assert.deepEqual(wayOn({ ...OPEN, state: 'skipped' }), done);
  assert.deepEqual(wayOn({ ...OPEN, state: 'done', missing: NO_HAND }), done);
  assert.equal(wayOn({ ...OPEN, saves: false }).skip, false, 'nothing is left unsaved by it');
});

test('a button that is shut has its reason beside it, and leaves a way out', () => {
  const { reason, shut, skip } = wayOn({ ...OPEN, fault: 'It can’t be saved.', missing: NO_HAND });
  assert.deepEqual([reason, shut, skip], ['It can’t be saved.', true, true]);
});
