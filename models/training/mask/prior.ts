import { LABELS } from '../../pipeline/labels.ts';
import type { Architecture } from '../blazeface/architecture.ts';

/**
 * A copy of the weights whose net adds `logit` to its answer `mask`. Training shows more bare and wrongly worn faces than
 * come through a door (most samples that are drawn are not `mask`), and a net learns how often a label comes; this
 * puts it right (Saerens, Latinne and Decaestecker 2002, doi 10.1162/089976602753284446).
 *
 * @param weights of a network of that architecture; left as they are
 */
export function withMaskLogit(
  weights: Float32Array,
  { heads }: Architecture,
  logit: number,
): Float32Array<ArrayBuffer> {
  const copy = Float32Array.from(weights);
  copy[heads[0]!.bias + LABELS.indexOf('mask')]! += logit;
  return copy;
}
