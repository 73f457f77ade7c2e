/**
 * `npm run bench:sync [-- --visits N] [-- --only NAME,NAME]`: the sync worker as a process of its own against a real
 * Postgres on this machine; both share its cores. The last line is JSON; exit 1 on a missed budget.
 */
import { parseArgs } from 'node:util';
import { bench, type Part } from './figures.ts';
import { drain } from './sync/drain.ts';
import { offline } from './sync/offline.ts';

const { values } = parseArgs({
  options: { visits: { type: 'string', default: '200000' }, only: { type: 'string' } },
});
const visits = Number(values.visits);

const parts: Record<string, Part> = {
  drain: () => drain(visits),
  offline,
};
await bench('sync', parts, values.only?.split(','), { visits });
