import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bar, hrefOf, placeOf, Router } from '../../../web/admin/app/router.ts';

/** An address bar with a history that the test reads. */
function bar(path: string) {
  const steps = [path];
  const fake: Bar = {
    href: () => `http://kiosk.local${steps.at(-1)}`,
    push: (next) => void steps.push(next),
    replace: (next) => void steps.splice(-1, 1, next),
  };
  return { fake, steps };
}

test('an address and its place are one and the same, whatever stands in it', () => {
  const href = hrefOf('visits', ['a/b', '가 나'], { note: '50 % & “mehr”', from: '2026-11-01' });
  const { page, rest, query } = placeOf(`http://kiosk.local${href}`);
  assert.deepEqual([page, ...rest], ['visits', 'a/b', '가 나']);
  assert.deepEqual(Object.fromEntries(query), { note: '50 % & “mehr”', from: '2026-11-01' });
  assert.deepEqual(placeOf('http://kiosk.local/admin/visits/%E0%A4%A').rest, ['%E0%A4%A']);
});

test('the bare address becomes the first page without a step for the back button, its query kept', () => {
  const { fake, steps } = bar('/admin/?lang=en');
  const router = new Router('now', fake);
  router.read();
  assert.equal(router.place.value.page, 'now');
  assert.deepEqual(steps, ['/admin/now?lang=en']);
});

test('a chosen range is a step that goes back; a typed letter is not', () => {
  const { fake, steps } = bar('/admin/statistics?from=2026-11-01');
  const router = new Router('now', fake);
  router.read();
  router.query({ from: '2026-11-02', to: '2026-11-03' }, true);
  router.query({ to: null }, false);
  assert.deepEqual(steps, ['/admin/statistics?from=2026-11-01', '/admin/statistics?from=2026-11-02']);
  steps.pop();
  router.read();
  assert.equal(router.place.value.query.get('from'), '2026-11-01');
});
