import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Language, Reason, StaffReason, UndecidedCause } from '../../../edge-server/contract/index.ts';
import { LANGUAGE_NAMES } from '../../../edge-server/words/language.ts';
import { catalogue, kioskText } from '../../../web/kiosk/messages/text.ts';

const keys = Object.keys(catalogue.ko) as (keyof typeof catalogue.ko)[];
/** Letters that only this language is written in; Chinese has none that Japanese has not. */
const SCRIPT = {
  ko: /[가-힣]/,
  ja: /^[^가-힣]*[ぁ-ヺ一-鿿][^가-힣]*$/,
  en: /^[ -~‘’\u00a0]+$/,
  zh: /^[^가-힣ぁ-ヺ]*[一-鿿][^가-힣ぁ-ヺ]*$/,
};

test('every language has every sentence, in its own script, with the same values', () => {
  for (const language of Language.options) {
    const sentences = catalogue[language];
    assert.deepEqual(Object.keys(sentences).sort(), [...keys].sort(), language);
    for (const key of keys) {
      const names = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      assert.deepEqual(names(sentences[key]), names(catalogue.ko[key]), `${language} ${key}`);
      assert.match(sentences[key], SCRIPT[language], `${language} ${key}`);
    }
  }
});

test('no sentence is left untranslated', () => {
  for (const key of keys) {
    const sentences = Language.options.map((language) => catalogue[language][key]);
    assert.equal(new Set(sentences).size, sentences.length, `${key}: ${sentences.join(' | ')}`);
  }
});

test('the sentence that sends to the button names it as it is, in one piece', () => {
  for (const language of Language.options) {
    const { ask_staff, call_staff } = catalogue[language];
    assert.ok(ask_staff.replaceAll('\u2060', '').replaceAll('\u00a0', ' ').includes(call_staff), language);
    // English and Chinese lines have room for it; a space or a phrase of the others breaks.
    if (language === 'ko' || language === 'ja') assert.ok(!ask_staff.includes(call_staff), language);
  }
});

test('every reason and every cause of a verdict has a sentence', () => {
  const told = Reason.exclude([...StaffReason.options, 'not_calibrated']).options;
  for (const reason of told) assert.ok(reason in catalogue.ko, reason);
  for (const cause of UndecidedCause.options) assert.ok(`cause_${cause}` in catalogue.ko, cause);
});

test('every language has a name of its own, and values are put in', () => {
  assert.equal(new Set(Object.values(LANGUAGE_NAMES)).size, Language.options.length);
  assert.match(kioskText('zh')('privacy_pictures', { days: 12 }), /12天/);
});
