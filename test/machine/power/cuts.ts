/**
 * `npm run power-cuts -- [--states 200] [--minutes 2] [--seed S] [--no-fsync]`: the whole product with its page on a disk
 * whose every write is logged, visits ten a second; then the disk as a power cut would have left it at random moments,
 * each one mounted, checked and started from. Exit 1 when an answered visit is missing, something is damaged, or a page
 * does not come up. `--no-fsync` is the proof that it would be found: such a run has to fail. README.md has what was seen.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Random } from '../../../models/training/common/random.ts';
import { MachineFaults } from '../../chaos/machine-faults.ts';
import { evidence } from '../../edge-server/doubles/evidence.ts';
import { run } from '../cache.ts';
import { Kiosk } from './kiosk.ts';
import { LoggedDisk } from './logged-disk.ts';
import { Platter } from './platter.ts';
import { type Answered, examine, type Faults } from './state.ts';
import { WriteLog } from './write-log.ts';

const PAUSE_MS = 100;
/** Chromium puts cookies on the disk within 30 s: a pairing is lost with a power cut right after it, as is known. */
const PAIRED_MS = 40_000;

const { values } = parseArgs({
  options: {
    states: { type: 'string', default: '200' },
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'no-fsync': { type: 'boolean', default: false },
  },
});
const [states, minutes, seed] = [values.states, values.minutes, values.seed].map(Number) as [
  number,
  number,
  number,
];
if (![states, minutes, seed].every((value) => value > 0)) {
  throw new Error('--states, --minutes and --seed are numbers above 0');
}

const folder = mkdtempSync(join(tmpdir(), 'kf99-power-'));
/** Below the ports that the system gives to others meanwhile. */
const port = 20_000 + (process.pid % 10_000);
const disk = await LoggedDisk.make(folder);
const answered: Answered[] = [];
let from = 0;
try {
  const machine = new MachineFaults(folder);
  if (values['no-fsync'] && machine.missing !== null) throw new Error(machine.missing);
  if (values['no-fsync']) machine.lieAboutSyncs();
  const kiosk = new Kiosk(disk.folder, port, values['no-fsync'] ? machine.env : {});
  try {
    await kiosk.live(true);
    await sleep(PAIRED_MS);
    from = disk.moment;
    for (const end = performance.now() + minutes * 60_000; performance.now() < end; await sleep(PAUSE_MS)) {
      const visit = evidence({ mask: 'no_mask', posterior: { mask: 0.02, no_mask: 0.97, incorrect: 0.01 } });
      const body = JSON.stringify(visit);
      const answer = await kiosk.post(body);
      answered.push({ id: visit.id, body, answer, moment: disk.moment });
    }
  } finally {
    await kiosk.end();
    machine.close();
  }
} finally {
  await disk.dispose();
}

const log = new WriteLog(disk.log);
const first = log.writes.findIndex(({ end }) => end >= from);
const random = new Random(seed);
const { length } = log.writes;
// Half of them just before a flush, when the cache holds most.
const flushes = [...log.writes.keys()].filter((i) => i > first && log.writes[i]!.flush);
const cuts = Array.from({ length: states }, (_, n) =>
  n % 2 ? first + random.below(length - first) : random.pick(flushes) - 1,
);
cuts.sort((a, b) => a - b);
console.log(
  `seed ${seed}: ${answered.length} visits answered; ${log.writes.length} writes, ${log.writes.filter(({ flush }) => flush).length} flushes, ${log.writes.length - first} while visits came; ${states} power cuts`,
);
const platter = new Platter(disk.before, log);
const all: Faults = { missing: [], damaged: [], page: [] };
const cache = { partly: 0, cached: 0, reached: 0 };
const started = performance.now();
for (const [n, cut] of cuts.entries()) {
  const cached = platter.advance(cut);
  const state = join(folder, 'state.img');
  run(1, 'cp', ['--sparse=always', disk.before, state]);
  const reached = platter.leave(state, cached, random);
  cache.partly += reached > 0 && reached < cached.length ? 1 : 0;
  cache.cached += cached.length;
  cache.reached += reached;
  const due = answered.filter(({ moment }) => moment <= log.writes[cut]!.end);
  const faults = await examine(state, due, port);
  for (const kind of ['missing', 'damaged', 'page'] as const) {
    all[kind].push(...faults[kind]);
    const [one] = faults[kind];
    if (one === undefined) continue;
    const where = `cut ${n + 1} after write ${cut}, ${reached} of ${cached.length} cached writes`;
    console.log(`${where}: ${kind} ${faults[kind].length}, as ${one}`);
  }
  if ((n + 1) % 10 === 0) console.log(`${n + 1} of ${states}, ${due.length} answered visits at the last one`);
}
log.close();
const counts = Object.fromEntries(Object.entries(all).map(([kind, { length }]) => [kind, length]));
const seconds = Math.round((performance.now() - started) / 1000);
console.log(JSON.stringify({ states, answered: answered.length, ...counts, ...cache, seconds }));
const failed = Object.values(counts).some((count) => count > 0);
rmSync(folder, { recursive: true, force: true });
process.exitCode = failed ? 1 : 0;
