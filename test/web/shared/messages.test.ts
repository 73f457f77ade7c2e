import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { StaffLanguage } from '../../../edge-server/words/language.ts';
import { fill, translator } from '../../../edge-server/words/text.ts';
import { en as adminEn } from '../../../web/admin/messages/en.ts';
import { ko as adminKo } from '../../../web/admin/messages/ko.ts';
import { chooseLanguage } from '../../../web/shared/language.ts';

const names = (sentence: string) =>
  new Set([...sentence.matchAll(/\{(\w+)/g)].map(([, name]) => name).sort());

const root = join(import.meta.dirname, '../../..');

/** The catalogues of the admin page: the frame's, and each page's own. */
async function catalogues(): Promise<
  [where: string, ko: Record<string, string>, en: Record<string, string>][]
> {
  const files = globSync('web/admin/pages/*/messages.ts', { cwd: root });
  const own = files.map(async (file) => {
    const { ko, en } = (await import(join(root, file))) as Record<'ko' | 'en', Record<string, string>>;
    return [file, ko, en] as [string, Record<string, string>, Record<string, string>];
  });
  return [['web/admin/messages', adminKo, adminEn], ...(await Promise.all(own))];
}

test('both languages have the same keys, say something, differ, and use the same values', async () => {
  // A figure with its unit, or a name, reads the same everywhere.
  const bare = (sentence: string) => /^(\s|\{\w+\}|°C|%|ms|·|KF99)*$/.test(sentence);
  for (const [where, ko, en] of await catalogues()) {
    assert.deepEqual(Object.keys(en).sort(), Object.keys(ko).sort(), where);
    for (const [key, korean] of Object.entries(ko)) {
      const english = en[key]!;
      assert.ok(english.trim() && korean.trim(), `${where}: ${key} is empty`);
      if (!bare(korean)) assert.notEqual(english, korean, `${where}: ${key} is not translated`);
      assert.deepEqual(names(english), names(korean), `${where}: ${key} uses other values`);
      assert.doesNotMatch(english, /[가-힣]/, `${where}: ${key} has Korean in the English`);
    }
  }
});

test('values are put in: numbers in the language, plurals by its rule, unknown names left', () => {
  const sentence = '{n} {n|visit waits|visits wait}, {who}';
  assert.equal(fill(sentence, 'en', { n: 1 }), '1 visit waits, {who}');
  assert.equal(fill(sentence, 'en', { n: 1200, who: 'Kim' }), '1,200 visits wait, Kim');
  assert.equal(fill('{a}{b}', 'ko', { a: '{b}', b: '$&' }), '{b}$&');
});

test('a translator follows the language at each call', () => {
  let language: StaffLanguage = 'ko';
  const t = translator({ ko: { hi: '안녕 {name}' } as const, en: { hi: 'Hello {name}' } }, () => language);
  assert.equal(t('hi', { name: '지우' }), '안녕 지우');
  language = 'en';
  assert.equal(t('hi', { name: 'Jiu' }), 'Hello Jiu');
});

test('the address goes before what was chosen, that before the browser, and Korean is the last word', () => {
  assert.equal(chooseLanguage('?lang=en', 'ko', ['ko-KR']), 'en');
  assert.equal(chooseLanguage('?lang=xx', 'en', ['ko-KR']), 'en');
  assert.equal(chooseLanguage('', null, ['fr-FR', 'en-GB', 'ko']), 'en');
  assert.equal(chooseLanguage('', null, ['fr']), 'ko');
});
