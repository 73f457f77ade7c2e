import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';

test('migrations are numbered from 1 without a gap, and no number is there twice: the second would never run', () => {
  for (const folder of ['store/db/migrations', 'cloud/schema']) {
    const names = readdirSync(new URL(`../../edge-server/${folder}/`, import.meta.url));
    const numbers = names
      .filter((name) => /^\d{3}_.*\.sql$/.test(name))
      .map((name) => Number(name.slice(0, 3)));
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      numbers.map((_, i) => i + 1),
      `${folder}: ${names.join(', ')}`,
    );
  }
});
