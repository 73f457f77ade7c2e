import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import { DEFAULT_SETTINGS } from '../../../edge-server/contract/index.ts';
import { VisitorLanguage } from '../../../web/kiosk/visitor-language.ts';

test('a visitor’s language lasts as long as the visit, and the next meets the site’s', () => {
  const settings = signal(DEFAULT_SETTINGS);
  const language = new VisitorLanguage(settings);
  assert.equal(language.current.value, 'ko');
  language.choose('ja', true);
  assert.equal(language.current.value, 'ja');
  settings.value = { ...DEFAULT_SETTINGS, language: 'en' };
  assert.equal(language.current.value, 'ja');
  language.visitEnded();
  assert.equal(language.current.value, 'en');
});

test('chosen at the idle screen, it waits 30 s for a visit', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const language = new VisitorLanguage(signal(DEFAULT_SETTINGS));
  language.choose('zh', false);
  t.mock.timers.tick(29_000);
  language.visitBegan();
  t.mock.timers.tick(60_000);
  assert.equal(language.current.value, 'zh', 'the visit keeps it');
  language.visitEnded();
  language.choose('zh', false);
  t.mock.timers.tick(30_000);
  assert.equal(language.current.value, 'ko');
});
