import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sourceRow } from '../../../models/training/common/card.ts';

test('a card names the repository of each source that its model learnt from, as training writes it', () => {
  for (const model of ['face', 'mask']) {
    const read = (file: string) =>
      readFileSync(new URL(`../../../models/${model}/${file}`, import.meta.url), 'utf8');
    const card = read('README.md');
    const { sources } = JSON.parse(read('manifest.json')).training as { sources: Record<string, unknown> };
    for (const source of Object.keys(sources)) {
      const [, , repository, licence] = sourceRow(source)
        .split('|')
        .map((part) => part.trim());
      assert.notEqual(repository, 'not known', `${source} has no repository in common/card.ts`);
      assert.ok(card.includes(`| ${source} | ${repository} | ${licence} |`), `${model}: ${source}`);
    }
  }
  assert.match(
    sourceRow('somebody', 3),
    /not known \| not known \| 3/,
    'what nobody knows is not called own',
  );
});
