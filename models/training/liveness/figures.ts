import { areaUnderCurve } from '../loop/validation.ts';
import type { Kind } from './sample.ts';

/** Figures of simulated samples of held-out faces; shares at a score of 0.5. */
export interface LivenessFigures {
  samples: number;
  /** Area under the curve of the logit, live against each kind of attack, and against all. */
  auc: Record<'all' | Exclude<Kind, 'live'>, number | null>;
  attackCalledLive: Record<Exclude<Kind, 'live'>, number | null>;
  liveCalledAttack: number | null;
  /** Held-out photos as they are, with nothing drawn on them. */
  photos: { faces: number; calledAttack: number | null };
}

/** @param logits @param kinds of simulated samples @param photos logits of untouched photos */
export function livenessFigures(
  logits: readonly number[],
  kinds: readonly Kind[],
  photos: readonly number[],
): LivenessFigures {
  const of = (...wanted: Kind[]) => logits.filter((_, i) => wanted.includes(kinds[i]!));
  const share = (values: readonly number[], counts: (logit: number) => boolean) =>
    values.length === 0 ? null : values.filter(counts).length / values.length;
  const live = of('live');
  return {
    samples: logits.length,
    auc: {
      all: areaUnderCurve(live, of('screen', 'paper')),
      screen: areaUnderCurve(live, of('screen')),
      paper: areaUnderCurve(live, of('paper')),
    },
    attackCalledLive: {
      screen: share(of('screen'), (logit) => logit >= 0),
      paper: share(of('paper'), (logit) => logit >= 0),
    },
    liveCalledAttack: share(live, (logit) => logit < 0),
    photos: { faces: photos.length, calledAttack: share(photos, (logit) => logit < 0) },
  };
}
