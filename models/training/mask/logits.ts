import type { Network } from '../blazeface/network.ts';
import type { Arena } from '../kernels/kernels.ts';

/** After `forward`: the mean of what the cells answer, one logit a label. */
export function meanLogits(arena: Arena, network: Network): number[] {
  const [{ outputs, columns }] = network.architecture.heads as [(typeof network.architecture.heads)[number]];
  const [{ answers, cells }] = network.heads as [(typeof network.heads)[number]];
  const rows = arena.view(answers, cells * columns);
  return Array.from({ length: outputs }, (_, k) => {
    let sum = 0;
    for (let cell = 0; cell < cells; cell++) sum += rows[cell * columns + k]!;
    return sum / cells;
  });
}

/** Before `backward`: gives each cell its share of the gradient of the mean. */
export function spreadGradient(arena: Arena, network: Network, gradient: readonly number[]): void {
  const [{ columns }] = network.architecture.heads as [(typeof network.architecture.heads)[number]];
  const [{ gradient: rows, cells }] = network.heads as [(typeof network.heads)[number]];
  const view = arena.view(rows, cells * columns);
  for (let cell = 0; cell < cells; cell++) {
    gradient.forEach((value, k) => {
      view[cell * columns + k] = value / cells;
    });
  }
}
