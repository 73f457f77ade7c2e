import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Asked,
  CODE_MS,
  MOST_SCREENS,
  MOST_WRONG,
  ScreenCodes,
} from '../../../edge-server/access/screen-codes.ts';
import { TestClock } from '../doubles/clock.ts';

type Shown = Extract<Asked, { state: 'shown' }>;
const shown = (asked: Asked | null): Shown => {
  assert.equal(asked?.state, 'shown');
  return asked as Shown;
};
/** Asks as a page does while time goes by. */
function waitFor(codes: ScreenCodes, clock: TestClock, ms: number, first: Shown): Shown {
  let last = first;
  for (let left = ms; left > 0; left -= 3000) {
    clock.turn(Math.min(left, 3000));
    last = shown(codes.ask(last.secret));
  }
  return last;
}

test('a code has eight digits, says how long it holds, and is another one after ten minutes', () => {
  const clock = new TestClock();
  const codes = new ScreenCodes(clock);
  const first = shown(codes.ask(undefined));
  assert.match(first.code, /^\d{8}$/);
  assert.equal(Buffer.from(first.secret, 'base64url').length, 16);
  assert.equal(first.expiresInMs, CODE_MS);
  const later = waitFor(codes, clock, CODE_MS - 1000, first);
  assert.deepEqual([later.code, later.secret, later.expiresInMs], [first.code, first.secret, 1000]);
  const next = waitFor(codes, clock, 1000, later);
  assert.notEqual(next.code, first.code);
  assert.equal(codes.approve(first.code, 'user:kim'), false);
  assert.equal(codes.approve(next.code, 'user:kim'), true);
  assert.deepEqual(codes.ask(next.secret), { state: 'approved', by: 'user:kim' });
  assert.equal(codes.ask(next.secret)?.state, 'shown', 'once');
});

test('the fifth wrong try ends every code that is shown, and each screen shows another one', () => {
  const codes = new ScreenCodes(new TestClock());
  const [a, b, done] = [1, 2, 3].map(() => shown(codes.ask(undefined))) as [Shown, Shown, Shown];
  assert.ok(codes.approve(done.code, 'user:kim'));
  for (let tries = 1; tries < MOST_WRONG; tries++) assert.equal(codes.approve('no code', 'user:eve'), false);
  assert.equal(shown(codes.ask(a.secret)).code, a.code);
  assert.equal(codes.approve('no code', 'user:eve'), false);
  for (const { code, secret } of [a, b]) {
    assert.equal(codes.approve(code, 'user:eve'), false);
    assert.notEqual(shown(codes.ask(secret)).code, code);
  }
  assert.equal(codes.ask(done.secret)?.state, 'approved', 'who was let in is let in');
});

test('places are bounded; one that asks no more gives its place away', () => {
  const clock = new TestClock();
  const codes = new ScreenCodes(clock);
  const all = Array.from({ length: MOST_SCREENS }, () => shown(codes.ask(undefined)));
  assert.equal(new Set(all.map(({ code }) => code)).size, MOST_SCREENS);
  assert.equal(codes.ask(undefined), null);
  assert.equal(shown(codes.ask(all[0]!.secret)).code, all[0]!.code, 'who has a place keeps it');
  clock.turn(30_001);
  assert.equal(codes.ask(undefined)?.state, 'shown');
});
