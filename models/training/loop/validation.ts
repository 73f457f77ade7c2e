import { softmax } from '../../pipeline/classifier.ts';
import { LABELS, type Label, type Probabilities } from '../../pipeline/labels.ts';
import type { Example } from '../dataset/examples.ts';

/** Figures of a set of examples; shares are 0 to 1, null where there is nothing to divide by. */
export interface Validation {
  faces: number;
  /** confusion[label][answer] = faces. */
  confusion: Record<Label, Record<Label, number>>;
  /** Mean over the labels of the share answered rightly. */
  balancedAccuracy: number | null;
  /** Mask against not worn (bare and wrong together), mean of both shares. */
  maskBalancedAccuracy: number | null;
  /** Mask against bare alone, mean of both shares: what models that know no wrong can be compared by. */
  bareBalancedAccuracy: number | null;
  /** Area under the ROC curve of p(mask), masks against bare faces. */
  maskVersusBareAuc: number | null;
  bareCalledMask: number | null;
  maskedRefused: number | null;
  /** Wrongly worn that were not called right. */
  incorrectRefused: number | null;
}

export function validate(
  examples: readonly Pick<Example, 'label'>[],
  probabilities: readonly Probabilities[],
): Validation {
  const confusion = Object.fromEntries(
    LABELS.map((label) => [label, Object.fromEntries(LABELS.map((answer) => [answer, 0]))]),
  ) as Validation['confusion'];
  for (const [i, { label }] of examples.entries()) {
    const p = probabilities[i]!;
    confusion[label][LABELS.reduce((best, next) => (p[next] > p[best] ? next : best))]++;
  }
  const count = (label: Label) => LABELS.reduce((sum, answer) => sum + confusion[label][answer], 0);
  const share = (label: Label, answer: Label) =>
    count(label) === 0 ? null : confusion[label][answer] / count(label);
  const recalls = LABELS.map((label) => share(label, label)).filter((value) => value !== null);
  const not = (value: number | null) => (value === null ? null : 1 - value);
  const others = count('no_mask') + count('incorrect');
  const refused = others === 0 ? null : 1 - (confusion.no_mask.mask + confusion.incorrect.mask) / others;
  const accepted = share('mask', 'mask');
  const bare = share('no_mask', 'mask');
  const scores = (label: Label) =>
    probabilities.filter((_, i) => examples[i]!.label === label).map(({ mask }) => mask);
  return {
    faces: examples.length,
    confusion,
    balancedAccuracy:
      recalls.length === 0 ? null : recalls.reduce((sum, value) => sum + value, 0) / recalls.length,
    maskBalancedAccuracy: accepted === null || refused === null ? null : (accepted + refused) / 2,
    bareBalancedAccuracy: accepted === null || bare === null ? null : (accepted + 1 - bare) / 2,
    maskVersusBareAuc: areaUnderCurve(scores('mask'), scores('no_mask')),
    bareCalledMask: bare,
    maskedRefused: not(accepted),
    incorrectRefused: not(share('incorrect', 'mask')),
  };
}

/** Share of the pairs in which the positive scores higher (Mann and Whitney's U); ties count half. */
export function areaUnderCurve(positive: readonly number[], negative: readonly number[]): number | null {
  if (positive.length === 0 || negative.length === 0) return null;
  const all = [
    ...positive.map((score) => ({ score, of: 1 })),
    ...negative.map((score) => ({ score, of: 0 })),
  ];
  all.sort((a, b) => a.score - b.score);
  let ranks = 0;
  for (let i = 0; i < all.length; ) {
    let j = i;
    while (j < all.length && all[j]!.score === all[i]!.score) j++;
    const rank = (i + 1 + j) / 2;
    for (let k = i; k < j; k++) if (all[k]!.of === 1) ranks += rank;
    i = j;
  }
  const n = positive.length;
  return (ranks - (n * (n + 1)) / 2) / (n * negative.length);
}

/**
 * Temperature that minimises the negative log-likelihood of softmax(logits / T), by golden-section search
 * (Guo et al. 2017, arXiv 1706.04599).
 */
export function fitTemperature(logits: Float32Array, labels: readonly Label[]): number {
  const loss = (temperature: number) =>
    labels.reduce((sum, label, i) => {
      const p = softmax(logits.subarray(3 * i, 3 * i + 3), temperature);
      return sum - Math.log(Math.max(1e-9, p[label]));
    }, 0);
  let [low, high] = [Math.log(0.2), Math.log(5)];
  const ratio = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 40; i++) {
    const a = high - ratio * (high - low);
    const b = low + ratio * (high - low);
    if (loss(Math.exp(a)) < loss(Math.exp(b))) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}
