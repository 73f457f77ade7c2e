import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { auditActor, auditWords } from '../../../../web/admin/pages/people/audit-words.ts';

test('every action that the server notes has words in both languages', () => {
  const actions = new Set<string>();
  for (const file of globSync('edge-server/**/*.ts', { exclude: ['edge-server/words/**'] })) {
    const text = readFileSync(file, 'utf8');
    for (const [, action] of text.matchAll(
      /'((?:user|token|pairing|settings|rule|alarm|door|camera|webhook|way|duty|push|thermometer|visit|visits|session)\.[a-z_]+)'/g,
    )) {
      // A field of an alarm's or a rule's language is not an action.
      if (text.includes('audit') || text.includes('Audit')) actions.add(action!);
    }
  }
  assert.ok(actions.size > 15, [...actions].join());
  for (const action of actions) {
    for (const language of ['ko', 'en'] as const) {
      assert.notEqual(auditWords(action, 'x', language).before, `${action} `, action);
    }
  }
});

test('a name stands in its sentence as it is, also one of another script', () => {
  const { before, target, after } = auditWords('user.password', 'user:علي 🙂', 'en');
  assert.deepEqual([before, target, after], ['changed the password of ', 'علي 🙂', '']);
  assert.equal(auditWords('user.password', 'user:김', 'ko').after, '의 비밀번호 변경');
  assert.equal(auditActor('user:김민수', 'ko'), '김민수');
  assert.equal(auditActor('host', 'en'), 'the command line of this machine');
  assert.equal(auditWords('new.thing', 'a', 'en').before, 'new.thing ');
});
