/**
 * `npm run bench:kernels [-- --only nets|frame|start]`: the nets with our kernels beside TF.js' own, in turns. `nets`: CPU of
 * each in Node, in both builds, and how many of the multiply-adds that the core can do are done. `frame`: CPU of the page's
 * worker a frame with a followed, judged face. `start`: until that worker is warm. The last line is JSON; exit 1 on a missed
 * budget.
 */
import { parseArgs } from 'node:util';
import { bench } from './figures.ts';
import { nets } from './kernels/nets.ts';
import { framesInTurns, startsInTurns } from './kernels/pages.ts';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
await bench(
  'kernels',
  {
    nets: async () => ({ ...(await nets('simd')), ...(await nets('relaxed')) }),
    frame: framesInTurns,
    start: startsInTurns,
  },
  values.only?.split(','),
);
