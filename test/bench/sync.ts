/**
 * `npm run bench:sync -- [--visits N] [--rows N] [--kiosks N] [--than FOLDER] [--on URL] [--only NAME,NAME]`: the sync worker as a process of its
 * own, many kiosks, and the fleet's questions, against a real Postgres on this machine; all share its cores. `lone` beside
 * another checkout (`--than`), on another Postgres (`--on`). The last line is JSON; exit 1 on a missed budget.
 */
import { parseArgs } from 'node:util';
import { bench, type Part } from './figures.ts';
import { counting } from './sync/counting.ts';
import { drain } from './sync/drain.ts';
import { fleetLoad } from './sync/fleet-load.ts';
import { fleetQueries } from './sync/fleet-queries.ts';
import { lone } from './sync/lone.ts';
import { offline } from './sync/offline.ts';
import { spread } from './sync/spread.ts';

const { values } = parseArgs({
  options: {
    visits: { type: 'string', default: '200000' },
    rows: { type: 'string', default: '10000000' },
    kiosks: { type: 'string', default: '500' },
    than: { type: 'string' },
    on: { type: 'string' },
    only: { type: 'string' },
  },
});
const [visits, rows, kiosks] = [values.visits, values.rows, values.kiosks].map(Number) as [
  number,
  number,
  number,
];

const parts: Record<string, Part> = {
  drain: () => drain(visits),
  lone: () => lone(values.than, values.on),
  counting,
  spread,
  offline,
  'fleet-load': () => fleetLoad(kiosks),
  'fleet-queries': () => fleetQueries(rows, values.on),
};
await bench('sync', parts, values.only?.split(','), { visits, rows, kiosks });
