import { LABELS, type Label, type Probabilities } from './labels.ts';

/** `reliability[label][answer]`: how likely an answer is for a face that is labelled so, measured on the gate's samples. */
export type Reliability = Record<Label, Probabilities>;

/** A frame in which no label is likelier than all the others together says nothing. */
const SAYS_NOTHING = 0.5;

/**
 * What a model's answers are worth, from its answers to faces whose labels are known. One answer of each kind is added
 * to every label's (Laplace's rule of succession): a dozen faces say no more than that a thirteenth may go wrong, which
 * bounds what one frame can weigh.
 *
 * @throws {RangeError} when a label has no answer
 */
export function reliabilityOf(
  answers: readonly { label: Label; probabilities: Probabilities }[],
): Reliability {
  return byLabel((label) => {
    const own = answers.filter((answer) => answer.label === label);
    if (own.length === 0) throw new RangeError(`no answer for a face of ${label}`);
    return byLabel(
      (answer) =>
        (1 + own.reduce((sum, { probabilities }) => sum + probabilities[answer], 0)) /
        (LABELS.length + own.length),
    );
  });
}

/**
 * What a frame says of each label: its log-likelihood less that of the likeliest, so 0 for that one and negative for the
 * others. The likelihood of a label is the chance of such an answer for a face of that label, Σ p(answer) · reliability.
 * So an answer that the model gives to every face, however sure it sounds, says nothing: all three are 0.
 */
export function evidenceOf(probabilities: Probabilities, reliability: Reliability): Probabilities {
  const best = Math.max(...LABELS.map((label) => probabilities[label]));
  // Written so that a probability that is no number says nothing, too.
  if (!(best > SAYS_NOTHING)) return byLabel(() => 0);
  const likelihood = byLabel((label) =>
    LABELS.reduce((sum, answer) => sum + probabilities[answer] * reliability[label][answer], 0),
  );
  const top = Math.max(...LABELS.map((label) => likelihood[label]));
  return byLabel((label) => Math.log(likelihood[label] / top));
}

function byLabel<Value>(of: (label: Label) => Value): Record<Label, Value> {
  return Object.fromEntries(LABELS.map((label) => [label, of(label)])) as Record<Label, Value>;
}
