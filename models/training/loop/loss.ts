/**
 * Cross-entropy with label smoothing of one sample, and its gradient.
 *
 * @param logits one a class
 * @param gradient as long, written
 * @param share the gradient's factor: one over the samples of the whole step
 */
export function crossEntropy(
  logits: readonly number[],
  label: number,
  smoothing: number,
  gradient: number[],
  share: number,
): { loss: number; correct: boolean } {
  const top = Math.max(...logits);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0);
  const loss = logits.reduce((sum, logit, k) => {
    const logProbability = logit - top - Math.log(total);
    const target = (k === label ? 1 - smoothing : 0) + smoothing / logits.length;
    gradient[k] = (Math.exp(logProbability) - target) * share;
    return sum - target * logProbability;
  }, 0);
  return { loss, correct: logits[label] === top };
}
