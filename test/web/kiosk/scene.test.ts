import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CallState,
  DEFAULT_SETTINGS,
  KioskScreen,
  Language,
} from '../../../edge-server/contract/index.ts';
import { catalogue } from '../../../web/kiosk/messages/text.ts';
import { chimeOf, type KioskState, sceneOf } from '../../../web/kiosk/screens/scene.ts';
import { pointerTo } from '../../../web/kiosk/screens/sensor.ts';
import { shownOf } from '../../../web/kiosk/screens/shown.ts';
import { STATE_NAMES, stateNamed } from '../../e2e/gallery/states.ts';

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

test('trouble is one line for the visitor, and true: told only where the server can be told', () => {
  const told = STATE_NAMES.map((name) => [name, sceneOf(kiosk(name, false))] as const);
  for (const [name, scene] of told.filter(([, { detail }]) => detail !== null)) {
    const server = stateNamed(name).server;
    const { trouble } = stateNamed(name).told;
    assert.equal(scene.hint === 'staff_told', server === 'ok' && trouble && name !== 'no_verdict', name);
    if (server !== 'ok') assert.equal(scene.hint, 'speak_staff', name);
  }
  const away = { ...kiosk('camera_lost', false), server: { value: 'away' } } as KioskState;
  assert.equal(sceneOf(away).hint, 'speak_staff');
});

test('a pass names what was checked and found well, and nothing else', () => {
  const checks = (name: string) => sceneOf(kiosk(name, false)).checks;
  assert.deepEqual(checks('pass'), ['pass_mask', 'pass_normal']);
  assert.deepEqual(checks('pass_without_temperature'), ['pass_mask']);
  assert.deepEqual(checks('pass_reminded'), ['pass_remind', 'pass_normal']);
  assert.deepEqual(checks('let_in_by_staff'), ['pass_staff']);
});

test('a fever waits for staff, who are told', () => {
  const { hint, say, help } = sceneOf(kiosk('deny_fever', false));
  assert.deepEqual([hint, say, help], ['fever', 'fever', 'staff_told']);
});

test('a visitor whom only staff can help is told of them what is so', () => {
  const help = (call: CallState) => {
    const told = { value: { call, trouble: false } };
    return sceneOf({ ...kiosk('deny_fever', false), told } as KioskState).help;
  };
  assert.deepEqual((['telling', 'told', 'untold', 'answered', 'unanswered'] as const).map(help), [
    'wait',
    'staff_told',
    'speak_staff',
    'staff_told',
    'speak_staff',
  ]);
});

test('screen and voice send the forehead to where the sensor is', () => {
  for (const place of ['left', 'right', 'above', 'below'] as const) {
    const { title, say, sensor } = sceneOf(kiosk(`measuring_${place}`, false));
    assert.deepEqual([title, say, sensor?.place], [`near_${place}`, `near_${place}`, place]);
  }
  assert.equal(sceneOf(kiosk('measuring_near', false)).say, null, 'who holds still is not spoken to');
});

test('no language tells anybody to touch the sensor', () => {
  const touch = {
    ko: /대 주세요|대고/,
    en: /\b(to|against|onto) the sensor/,
    ja: /に(当|あ)て|付け/,
    zh: /贴|接触传感器/,
  };
  for (const language of Language.options) {
    for (const place of ['left', 'right', 'above', 'below'] as const) {
      assert.doesNotMatch(catalogue[language][`near_${place}`], touch[language]);
    }
  }
});

test('the arrow fills as the forehead comes near, is full within the limit, and aims at 10 to 20 cm', () => {
  const at = (distance_mm: number) => pointerTo({ distance_mm }, DEFAULT_SETTINGS);
  const filled = [2000, 800, 500, 300, 200, 150, 100].map((mm) => at(mm).filled!);
  assert.deepEqual(
    filled,
    filled.toSorted((a, b) => a - b),
  );
  assert.deepEqual([filled[0], filled[1], filled[5], filled[6]], [0, 0, 1, 1]);
  assert.deepEqual([at(210).near, at(200).near, at(100).near], [false, true, true]);
  const unknown = pointerTo(null, { ...DEFAULT_SETTINGS, sensorPlace: 'left' });
  assert.deepEqual(unknown, { place: 'left', filled: null, near: false });
});

test('each screen is told to staff as what a visitor reads, in the visitor’s language and in theirs', () => {
  const shown = (name: string, call = 'none', language: Language = 'ja') => {
    const state = kiosk(name, false);
    const said = {
      ...state,
      staffCall: { state: { value: call } },
      language: { current: { value: language } },
    };
    return KioskScreen.parse(shownOf(said as never, sceneOf(state)));
  };
  for (const name of STATE_NAMES) {
    for (const language of Language.options) shown(name, 'none', language);
  }
  const denied = shown('deny_fever');
  assert.deepEqual(
    [denied.scene, denied.tone, Object.keys(denied.words)],
    ['deny_fever', 'deny', ['ja', 'ko', 'en']],
  );
  const { title, hint, help } = sceneOf(kiosk('deny_fever', false));
  assert.deepEqual(
    denied.words.en,
    [title, hint!, help!].map((key) => catalogue.en[key]),
  );
  assert.deepEqual(shown('idle', 'unanswered', 'en').words.en, [
    catalogue.en.call_unanswered,
    catalogue.en.unanswered_hint,
  ]);
});
