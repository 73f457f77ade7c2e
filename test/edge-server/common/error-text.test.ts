import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorText } from '../../../edge-server/common/error-text.ts';

test('whatever was thrown is named, and nothing beside its words is told', () => {
  const refused = Object.assign(new Error('no such address'), { input: 'postgres://kf99:secret@cloud' });
  assert.match(errorText(refused), /^Error: no such address\n {4}at /);
  assert.ok(!errorText(refused).includes('secret'));
  assert.equal(
    errorText({ name: 'ExitStatus', message: 'Program terminated with exit(1)' }),
    'Program terminated with exit(1)',
  );
  assert.equal(errorText({ name: 'ErrnoError', errno: 44 }), 'ErrnoError 44');
  assert.equal(errorText('a word'), 'a word');
  assert.equal(errorText(undefined), 'undefined');
});
