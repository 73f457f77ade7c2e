import { DENSE_COLUMNS } from '../network/parameters.ts';

/**
 * Mean cross-entropy with label smoothing over rows of logits, and its gradient.
 *
 * @param logits @param gradient [labels.length, 8], of which the first `classes` columns are used
 * @param share the gradient's factor: one over the samples of the whole step
 */
export function crossEntropy(
  logits: Float32Array,
  labels: Uint8Array,
  smoothing: number,
  gradient: Float32Array,
  share: number,
  classes = 3,
): { loss: number; correct: number } {
  let [loss, correct] = [0, 0];
  gradient.fill(0);
  for (const [i, label] of labels.entries()) {
    const at = i * DENSE_COLUMNS;
    const row = Array.from(logits.subarray(at, at + classes));
    const top = Math.max(...row);
    const total = row.reduce((sum, logit) => sum + Math.exp(logit - top), 0);
    for (let k = 0; k < classes; k++) {
      const logProbability = row[k]! - top - Math.log(total);
      const target = (k === label ? 1 - smoothing : 0) + smoothing / classes;
      loss -= target * logProbability;
      gradient[at + k] = (Math.exp(logProbability) - target) * share;
    }
    if (row[label] === top) correct++;
  }
  return { loss: loss / labels.length, correct };
}
