import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../models/training/common/random.ts';
import { crossEntropy } from '../../../models/training/loop/loss.ts';
import { learningRate, type Settings } from '../../../models/training/loop/schedule.ts';
import { areaUnderCurve, fitTemperature, validate } from '../../../models/training/loop/validation.ts';

test('the gradient of the loss equals its differences', () => {
  const logits = [0.3, -1, 2];
  const gradient: number[] = [];
  const { correct } = crossEntropy(logits, 1, 0.1, gradient, 1);
  assert.equal(correct, false);
  for (let k = 0; k < 3; k++) {
    const at = (step: number) => crossEntropy(logits.with(k, logits[k]! + step), 1, 0.1, [], 1).loss;
    assert.ok(Math.abs((at(1e-2) - at(-1e-2)) / 2e-2 - gradient[k]!) < 1e-3);
  }
});

test('the learning rate warms up, peaks and ends at a hundredth', () => {
  const settings = { steps: 1000, rate: 1 } as Settings;
  const rates = Array.from({ length: 1001 }, (_, step) => learningRate(step, settings));
  assert.ok(rates[0]! < 0.02);
  assert.ok(Math.max(...rates) > 0.95);
  assert.ok(Math.abs(rates[1000]! - 0.01) < 1e-9);
});

test('temperature scaling finds the temperature that made the labels', () => {
  const random = new Random(2);
  const names = ['mask', 'no_mask', 'incorrect'] as const;
  const logits = Float32Array.from({ length: 9000 }, () => random.normal() * 4);
  const labels = Array.from({ length: 3000 }, (_, i) => {
    const powers = [0, 1, 2].map((k) => Math.exp(logits[3 * i + k]! / 2));
    let left = random.next() * (powers[0]! + powers[1]! + powers[2]!);
    const at = powers.findIndex((power) => {
      left -= power;
      return left < 0;
    });
    return names[at]!;
  });
  assert.ok(Math.abs(fitTemperature(logits, labels) - 2) < 0.15);
});

test('areas under the curve: apart 1, the same .5, ties half', () => {
  assert.equal(areaUnderCurve([2, 3], [0, 1]), 1);
  assert.equal(areaUnderCurve([1, 1], [1]), 0.5);
  assert.equal(areaUnderCurve([], [1]), null);
});

test('validation counts what each error is called', () => {
  const sure = (mask: number, no_mask: number, incorrect: number) => ({ mask, no_mask, incorrect });
  const figures = validate(
    [{ label: 'mask' }, { label: 'no_mask' }, { label: 'incorrect' }, { label: 'incorrect' }],
    [sure(0.9, 0.05, 0.05), sure(0.6, 0.4, 0), sure(0.2, 0.2, 0.6), sure(0.8, 0.1, 0.1)],
  );
  assert.equal(figures.bareCalledMask, 1);
  assert.equal(figures.incorrectRefused, 0.5);
  assert.equal(figures.maskedRefused, 0);
  assert.equal(figures.bareBalancedAccuracy, 0.5);
  assert.ok(Math.abs(figures.maskBalancedAccuracy! - 2 / 3) < 1e-9);
});
