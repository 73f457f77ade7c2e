import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chimeOf, type KioskState, sceneOf } from '../../../web/kiosk/screens/scene.ts';
import { stateNamed } from '../../e2e/gallery/states.ts';

/** The kiosk in a state of the gallery, as signals. */
function kiosk(name: string, locked: boolean): KioskState {
  const state = { ...stateNamed(name), locked };
  return Object.fromEntries(Object.entries(state).map(([key, value]) => [key, { value }])) as never;
}

test('a visitor who passes sees that the entrance is closed while a rule keeps the door shut', () => {
  assert.equal(sceneOf(kiosk('pass', false)).tone, 'pass');
  const closed = sceneOf(kiosk('pass', true));
  assert.deepEqual([closed.title, closed.tone], ['closed', 'trouble']);
  assert.notEqual(closed.say, sceneOf(kiosk('pass', false)).say);
});

test('a shut door never sounds as if it opened', () => {
  assert.equal(chimeOf(kiosk('pass', false), 'pass'), 'pass');
  assert.equal(chimeOf(kiosk('pass', true), 'pass'), null);
});

test('whom staff let in the screen lets in, too, unless a rule keeps the door shut', () => {
  assert.equal(sceneOf(kiosk('let_in_by_staff', false)).tone, 'pass');
  assert.equal(sceneOf(kiosk('let_in_by_staff', true)).title, 'closed');
});
