import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALWAYS } from '../../../../edge-server/contract/timetable.ts';
import { settingsSchema } from '../../../../edge-server/words/settings/index.ts';
import { found } from '../../../../web/admin/pages/settings/search.ts';
import { timetableWords } from '../../../../web/admin/pages/settings/timetable-words.ts';
import { language } from '../../../../web/shared/language.ts';

test('a setting is found by its words in either language, by its key, and by what it can be set to', () => {
  const { properties, groups } = settingsSchema();
  const keys = (text: string) =>
    Object.keys(properties).filter((key) => found(key, properties[key]!, groups, text));
  assert.ok(keys('발열').includes('feverThreshold'));
  assert.ok(keys('FEVER from').includes('feverThreshold'));
  assert.deepEqual(keys('feverThreshold'), ['feverThreshold']);
  assert.ok(keys('counter-clockwise').includes('cameraTurn'));
  assert.equal(keys('').length, Object.keys(properties).length);
  assert.deepEqual(keys('no such words'), []);
});

test('a timetable is said in a few words: days in a row that are alike are one', () => {
  language.value = 'en';
  assert.equal(timetableWords(ALWAYS), 'All day');
  const work = '08:00-12:00,13:00-18:00';
  const week = { mon: work, tue: work, wed: work, thu: work, fri: work, sat: '', sun: '', holiday: '' };
  assert.equal(timetableWords(week), 'Mon–Fri 08:00-12:00, 13:00-18:00; Sat–Holiday Not at all');
});
