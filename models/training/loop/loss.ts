import { DENSE_COLUMNS } from '../network/parameters.ts';

/**
 * Mean cross-entropy with label smoothing over rows of three logits, and its gradient.
 *
 * @param logits @param gradient [labels.length, 8], of which the first three columns are used
 * @param share the gradient's factor: one over the samples of the whole step
 */
export function crossEntropy(
  logits: Float32Array,
  labels: Uint8Array,
  smoothing: number,
  gradient: Float32Array,
  share: number,
): { loss: number; correct: number } {
  let [loss, correct] = [0, 0];
  gradient.fill(0);
  for (const [i, label] of labels.entries()) {
    const at = i * DENSE_COLUMNS;
    const row = [logits[at]!, logits[at + 1]!, logits[at + 2]!];
    const top = Math.max(...row);
    const total = row.reduce((sum, logit) => sum + Math.exp(logit - top), 0);
    for (let k = 0; k < 3; k++) {
      const logProbability = row[k]! - top - Math.log(total);
      const target = (k === label ? 1 - smoothing : 0) + smoothing / 3;
      loss -= target * logProbability;
      gradient[at + k] = (Math.exp(logProbability) - target) * share;
    }
    if (row[label] === top) correct++;
  }
  return { loss: loss / labels.length, correct };
}
