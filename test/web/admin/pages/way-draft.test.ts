import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  draftOf,
  missingIn,
  newDraft,
  type WayDraft,
  wayOf,
} from '../../../../web/admin/pages/alarms/told/way-draft.ts';

const typed = (kind: WayDraft['kind'], name: string, fields: WayDraft['fields']): WayDraft => {
  const draft = newDraft(kind, { name, person: null });
  return { ...draft, fields: { ...draft.fields, ...fields } };
};

test('what is missing or wrong is told in the order of the form', () => {
  const empty = newDraft('email', { name: '', person: null });
  assert.deepEqual(missingIn(empty, false), ['name', 'host', 'from', 'to']);
  const wrong = typed('email', 'guard', {
    host: 'mail.example.org',
    port: '0',
    from: 'x',
    to: 'a@example.org',
  });
  assert.deepEqual(missingIn(wrong, false), ['port', 'from']);
  assert.equal(wayOf(wrong), null);
});

test('what a kind does not need may stay empty', () => {
  assert.deepEqual(missingIn(typed('ntfy', 'guard', { topic: 'gate' }), false), []);
  const mail = { host: 'mail.example.org', from: 'a@example.org', to: 'b@example.org, c@example.org' };
  assert.deepEqual(missingIn(typed('email', 'guard', mail), false), []);
});

test('a secret without which nobody is told is asked for, unless the server has it', () => {
  const bot = typed('telegram', 'guard', { chat: '-1001' });
  assert.deepEqual(missingIn(bot, false), ['token']);
  assert.deepEqual(missingIn(bot, true), []);
  assert.deepEqual(missingIn(typed('slack', 'guard', {}), false), ['hook']);
});

test('a way that is changed begins as it is stored, without its secret', () => {
  const way = wayOf(typed('telegram', 'guard', { token: 'secret', chat: '@gate12' }))!;
  const stored = { ...way, token: '' } as typeof way;
  const at = { delivered_at: null, failed_at: null, error: null };
  const draft = draftOf({ id: 1, way: stored, has_secret: true, ...at });
  assert.deepEqual(missingIn(draft, true), []);
  assert.deepEqual(wayOf(draft), stored);
});
