import { areaUnderCurve } from '../../training/loop/validation.ts';
import { percent, wilson } from '../interval.ts';

/** A scene whose face was found, with every model's score: 1 for live. */
export interface Scored {
  live: boolean;
  /** Such as `phone, edges seen`. */
  kind: string;
  scores: Record<string, number>;
}

/** The figures of one model as text: area under the curve, and errors at a threshold, by kind. */
export function livenessReport(scored: readonly Scored[], model: string, threshold = 0.5): string {
  const of = (wanted: (scene: Scored) => boolean) =>
    scored.filter(wanted).map(({ scores }) => scores[model]!);
  const live = of((scene) => scene.live);
  const wrong = (values: readonly number[], asLive: boolean) =>
    percent(wilson(values.filter((score) => score >= threshold === asLive).length, values.length));
  const auc = (values: readonly number[]) => areaUnderCurve(live, values)?.toFixed(3) ?? 'none';
  const attacks = of((scene) => !scene.live);
  const together = ['edges seen', 'edges not seen'].flatMap((edges) => {
    const scores = of(({ kind }) => kind.endsWith(`, ${edges}`));
    return scores.length === 0
      ? []
      : [`  all, ${edges}: called live ${wrong(scores, true)}, area ${auc(scores)}`];
  });
  const kinds = [...new Set(scored.map(({ kind }) => kind))];
  return [
    `${model}: area under the curve ${auc(attacks)}; at ${threshold}`,
    `  attacks called live: ${wrong(attacks, true)}`,
    `  live called attack:  ${wrong(live, false)}`,
    ...together,
    ...kinds.map((kind) => {
      const scores = of((scene) => scene.kind === kind);
      const isLive = scored.find((scene) => scene.kind === kind)!.live;
      return isLive
        ? `    ${kind}: called attack ${wrong(scores, false)}`
        : `    ${kind}: called live ${wrong(scores, true)}, area ${auc(scores)}`;
    }),
  ].join('\n');
}
