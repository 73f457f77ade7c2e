import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { charactersOf } from '../../../web/kiosk/fonts/characters.ts';
import { codePointsOf } from './woff2.ts';

const fonts = new URL('../../../web/kiosk/fonts/', import.meta.url);

for (const language of ['ko', 'ja', 'zh'] as const) {
  for (const weight of ['medium', 'bold']) {
    test(`${language} ${weight} has every character that the kiosk shows in it`, () => {
      const held = codePointsOf(readFileSync(new URL(`${language}-${weight}.woff2`, fonts)));
      const missing = charactersOf(language).filter((character) => !held.has(character.codePointAt(0)!));
      assert.deepEqual(missing, [], 'a sentence changed: run npm run fonts and commit the files');
      assert.ok(!held.has('힣'.codePointAt(0)!), 'a cut holds nothing else');
    });
  }
}

test('the fonts are small, and their licence lies beside them', () => {
  const files = readdirSync(fonts).filter((name) => name.endsWith('.woff2'));
  assert.equal(files.length, 6);
  for (const name of files) assert.ok(readFileSync(new URL(name, fonts)).length < 50_000, name);
  assert.match(readFileSync(new URL('OFL.txt', fonts), 'utf8'), /SIL OPEN FONT LICENSE Version 1\.1/);
});
