import { published, publishedBlocks, scatter } from '../blazeface/published.ts';
import type { TfliteModel } from '../blazeface/tflite.ts';
import { type DetectorArchitecture, OUTPUTS } from './architecture.ts';

/** The published weights, heads too, in our layout. The outputs of the two ears are left out. */
export function pretrainedWeights(
  architecture: DetectorArchitecture,
  model: TfliteModel,
): Float32Array<ArrayBuffer> {
  const weights = publishedBlocks(architecture, model);
  for (const { stride, channels, columns, matrix, bias, anchors } of architecture.heads) {
    const parts = [
      { name: `classificator_${stride}`, each: 1, keep: 1, from: 0 },
      { name: `regressor_${stride}`, each: 16, keep: OUTPUTS - 1, from: 1 },
    ];
    for (const { name, each, keep, from } of parts) {
      const column = (output: number) =>
        output % each < keep ? Math.floor(output / each) * OUTPUTS + from + (output % each) : undefined;
      scatter(weights, matrix, columns, published(model, `${name}/Kernel`), channels, column);
      published(model, `${name}/Bias`).forEach((value, o) => {
        const to = column(o);
        if (to !== undefined) weights[bias + to] = value;
      });
      if (published(model, `${name}/Bias`).length !== each * anchors.length)
        throw new Error(`${name} has other anchors`);
    }
  }
  return weights;
}
