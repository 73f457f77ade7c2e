import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../../web/kiosk/messages/en.ts';
import { ko } from '../../../web/kiosk/messages/ko.ts';

const keys = Object.keys(ko) as (keyof typeof ko)[];

test('both languages have every sentence, none empty, none the same', () => {
  assert.deepEqual(Object.keys(en).sort(), [...keys].sort());
  // A number with its unit reads the same everywhere.
  const alike = new Set(['temperature']);
  for (const key of keys) {
    assert.ok(ko[key].trim() && en[key].trim(), key);
    if (!alike.has(key)) assert.notEqual(ko[key], en[key], key);
  }
});

test('every reason and every cause of a verdict has a sentence', async () => {
  const { Reason, UndecidedCause } = await import('../../../edge-server/contract/index.ts');
  for (const reason of Reason.options) assert.ok(reason in ko, reason);
  for (const cause of UndecidedCause.options) assert.ok(`cause_${cause}` in ko, cause);
});
