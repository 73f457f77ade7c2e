import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS } from '../../../edge-server/contract/index.ts';
import { byRecent, limits } from '../../../edge-server/screening/fever-rule.ts';
import {
  bodyModel,
  MOST_PEOPLE,
  PUBLISHED_GAP,
  widened,
} from '../../../edge-server/screening/skin-to-body.ts';

test('the more is known of a place, the surer an estimate is, and never surer than people differ', () => {
  const uncertainty = (gaps: number[], blackbody: boolean) =>
    bodyModel({ gaps, blackbody, accuracy: 0.5 }).uncertainty_c;
  const steps = [
    uncertainty([], false),
    uncertainty([], true),
    uncertainty([3], true),
    uncertainty([3, 3], true),
    uncertainty(Array(10).fill(3), true),
  ];
  for (const [i, step] of steps.entries()) assert.ok(i === 0 || step < steps[i - 1]!, steps.join(', '));
  assert.ok(steps.at(-1)! > 0.8);
});

test('visitors whose median is not what people have widen it by as much', () => {
  assert.equal(widened(0.84, null), 0.84);
  assert.equal(widened(0.84, 36.57), 0.84);
  assert.equal(widened(0.8, 34.57), 2.15);
  assert.equal(widened(0.8, 38.57), 2.15);
});

test('the gap is the mean of the newest ten people, and as published without any', () => {
  const gap = (gaps: number[]) => bodyModel({ gaps, blackbody: false, accuracy: 0.5 }).gap_c;
  assert.equal(gap([]), PUBLISHED_GAP);
  assert.equal(gap([2, 4]), 3);
  assert.equal(gap([...Array(MOST_PEOPLE).fill(3), 5, 5]), 3);
});

test('by recent visitors a fever is over their median, within bounds, and fixed while there are too few', () => {
  const rules = { ...DEFAULT_SETTINGS, feverRule: 'recent', recentMargin: 1 } as const;
  const of = (celsius: number, count = 20) => Array<number>(count).fill(celsius);
  assert.equal(byRecent(of(36.5, 19), rules), null);
  assert.equal(limits(of(36.5, 19), rules).fever_c, 37.5);
  assert.equal(limits(of(36.2), rules).fever_c, 37.2);
  assert.equal(limits(of(34), rules).fever_c, 35);
  assert.equal(limits(of(33.5), rules).fever_c, 35, 'not lower: foreheads out of a frost');
  assert.equal(limits(of(37.6), rules).fever_c, 38, 'not higher: a hot day may hide no fever');
  assert.equal(limits(of(36.2), DEFAULT_SETTINGS).fever_c, 37.5, 'fixed unless the site chooses it');
});
