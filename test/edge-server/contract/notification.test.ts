import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Notification } from '../../../edge-server/contract/index.ts';

const PAGE = new URL('../../../docs/notifications.md', import.meta.url);

test('the examples of the body in the documents are such bodies, and its table has every field', () => {
  const page = readFileSync(PAGE, 'utf8');
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, json]) => JSON.parse(json!) as unknown,
  );
  assert.deepEqual(
    examples.map((example) => Notification.parse(example).event),
    ['visit', 'call'],
  );
  for (const field of Object.keys(Notification.shape))
    assert.match(page, new RegExp(`^\\| .*\`${field}\``, 'm'));
});
