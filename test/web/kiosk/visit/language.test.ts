import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import { DEFAULT_SETTINGS } from '../../../../edge-server/contract/index.ts';
import { VisitorLanguage } from '../../../../web/kiosk/visit/language.ts';

test('a visitor’s language lasts until they are let in, and the next meets the site’s', () => {
  const settings = signal(DEFAULT_SETTINGS);
  const language = new VisitorLanguage(settings);
  assert.equal(language.current.value, 'ko');
  language.choose('ja', 'deny');
  settings.value = { ...DEFAULT_SETTINGS, language: 'en' };
  for (const at of ['checking', 'measuring', 'pass'] as const) language.follow(at);
  assert.equal(language.current.value, 'ja');
  language.follow('leaving');
  assert.equal(language.current.value, 'en');
});

test('chosen at the idle screen, it waits 30 s for a visit; a visit that ends in idle ends it after 5 s', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const language = new VisitorLanguage(signal(DEFAULT_SETTINGS));
  language.choose('zh', 'idle');
  t.mock.timers.tick(29_000);
  language.follow('approach');
  t.mock.timers.tick(60_000);
  assert.equal(language.current.value, 'zh', 'the visit keeps it');
  language.follow('idle');
  t.mock.timers.tick(4000);
  language.follow('approach');
  language.follow('idle');
  t.mock.timers.tick(4999);
  assert.equal(language.current.value, 'zh', 'a face that was lost for a moment ends nothing');
  t.mock.timers.tick(1);
  assert.equal(language.current.value, 'ko');
  language.choose('zh', 'idle');
  t.mock.timers.tick(30_000);
  assert.equal(language.current.value, 'ko');
});
