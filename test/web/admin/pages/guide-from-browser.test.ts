import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS } from '../../../../edge-server/contract/settings.ts';
import type { SettingsSource } from '../../../../edge-server/contract/settings-change.ts';
import { settingsSchema } from '../../../../edge-server/words/settings/index.ts';
import { filledNote, fillFromBrowser } from '../../../../web/admin/pages/guide/from-browser.ts';
import { SettingsForm } from '../../../../web/admin/pages/settings/form.ts';

function open(sources: Record<string, SettingsSource> = {}) {
  const none = () => assert.fail('nothing is asked of the server');
  const form = new SettingsForm({ read: none, change: none });
  form.receive({
    version: '1',
    values: { ...DEFAULT_SETTINGS },
    base: { ...DEFAULT_SETTINGS },
    sources: { language: 'default', timeZone: 'default', ...sources },
    schema: settingsSchema(),
  });
  return form;
}
const LONDON = { timeZone: 'Europe/London', languages: ['en-GB', 'ko'] };

test('language and zone are filled in from the browser, and the note says which', () => {
  const form = open();
  const filled = fillFromBrowser(form, LONDON);
  assert.deepEqual(filled, { language: 'en', timeZone: 'Europe/London' });
  assert.deepEqual([form.typed('language'), form.typed('timeZone')], ['en', 'Europe/London']);
  assert.equal(filledNote(form, filled), 'both');
  form.type('timeZone', 'Asia/Tokyo');
  assert.equal(filledNote(form, filled), 'language', 'what the person chose instead is theirs');
  form.type('language', 'ko');
  assert.equal(filledNote(form, filled), null);
});

test('each language of visitors is found, in the order of the browser, whatever its region and script', () => {
  const languageOf = (...languages: string[]) => {
    const form = open();
    fillFromBrowser(form, { timeZone: 'Asia/Seoul', languages });
    return form.typed('language');
  };
  assert.equal(languageOf('zh-Hant-TW', 'en'), 'zh');
  assert.equal(languageOf('fr-FR', 'JA'), 'ja');
  assert.equal(languageOf('ko-KR', 'en'), 'ko');
  assert.equal(languageOf('fr'), 'ko');
});

test('what was chosen, or stands in the settings file, stays; so does what the browser does not name well', () => {
  const form = open({ language: 'staff', timeZone: 'file' });
  assert.deepEqual(fillFromBrowser(form, LONDON), {});
  assert.equal(form.dirty.value, false);
  assert.deepEqual(fillFromBrowser(open(), { timeZone: 'Nowhere', languages: [] }), {});
});
