/** The three answers of the mask classifier, in the order of its output vector. */
export const LABELS = ['mask', 'no_mask', 'incorrect'] as const;

export type Label = (typeof LABELS)[number];

/** A probability for each label; the three add up to 1. */
export type Probabilities = Record<Label, number>;
