import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf, pauseAfter } from '../../../edge-server/sync/retry.ts';

const kind = (code: string) => failureOf(Object.assign(new Error(code), { code })).kind;

test('only errors of the data look for a bad row; everything else is tried again', () => {
  for (const code of ['22P02', '22003', '23514', '23502']) assert.equal(kind(code), 'rows', code);
  for (const code of [
    '08006',
    '28P01',
    '42501',
    '42P01',
    '25006',
    '40P01',
    '53100',
    '57P01',
    'ECONNREFUSED',
    'ENOENT',
    'CONNECT_TIMEOUT',
    'XX000',
  ]) {
    assert.equal(kind(code), 'retry', code);
  }
  assert.equal(failureOf('no error at all').kind, 'retry');
});

test('pauses grow with jitter and stay between their bounds', () => {
  const limits = { minMs: 250, maxMs: 10_000 };
  for (let tries = 1; tries < 40; tries++) {
    for (const random of [0, 0.5, 0.999]) {
      const pause = pauseAfter(limits, tries, () => random);
      assert.ok(pause >= 250 && pause <= 10_000, `${tries}: ${pause}`);
    }
  }
  assert.ok(pauseAfter(limits, 1, () => 0.999) < pauseAfter(limits, 4, () => 0.999));
});
