import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Toasts } from '../../../web/admin/app/toasts.ts';

test('a sentence goes by itself, one with an undo later, and none while somebody reads', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const toasts = new Toasts();
  const texts = () => toasts.list.value.map(({ text }) => text);
  toasts.show('saved');
  toasts.show('removed', () => undefined);
  t.mock.timers.tick(6000);
  assert.deepEqual(texts(), ['removed']);
  toasts.hold();
  t.mock.timers.tick(60_000);
  assert.deepEqual(texts(), ['removed']);
  toasts.release();
  t.mock.timers.tick(12_000);
  assert.deepEqual(texts(), []);
});

test('undo runs once and takes its sentence along; a fourth sentence pushes out the first', () => {
  const toasts = new Toasts();
  let undone = 0;
  toasts.show('removed', () => void undone++);
  toasts.undo(toasts.list.value[0]!);
  assert.deepEqual([undone, toasts.list.value.length], [1, 0]);
  for (const text of ['a', 'b', 'c', 'd']) toasts.show(text);
  assert.deepEqual(
    toasts.list.value.map(({ text }) => text),
    ['b', 'c', 'd'],
  );
  for (const { id } of toasts.list.value) toasts.close(id);
});
