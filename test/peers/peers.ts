/**
 * `npm run peers [-- --minutes 12]`: the running product, as `npm start` runs it, with the committed firmware on a
 * pseudo-terminal, against real peers from Debian and npm on this machine: Postgres 15 and 18 with `verify-full` of an
 * authority of its own, straight and behind PgBouncer; Mosquitto with lists of rights; a bucket that checks signatures;
 * nginx with a slow line and Caddy that drops headers; visits by a page, python3-requests, curl and a raw ESP32. Each peer
 * is broken again and again; each fault has to have its one alarm, or none, and nothing may be lost or doubled. Prints a
 * table; exit 1 when anything was not expected. Needs: apt-get install mosquitto pgbouncer postgresql-15 nginx-light caddy
 * python3-requests curl openssl
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Journal } from '../chaos/journal.ts';
import { until } from '../until.ts';
import { arrivals } from './arrivals.ts';
import { lanes, type Now } from './faults.ts';
import { MemoryWatch } from './memory.ts';
import { playLane } from './play.ts';
import { faultsOf, type PeersReport, tableOf } from './report.ts';
import { PeersSite } from './site.ts';
import { Visits } from './visits.ts';

const BEAT_MS = 4000;
const LOOK_MS = 10_000;
const QUIET_MS = 20_000;
/** A message that was refused is tried again after some minutes. */
const DRAIN_MS = 900_000;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '12' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error('--minutes is a number');

const folder = mkdtempSync(join(tmpdir(), 'kf99-peers-'));
const journal = new Journal((line) => console.log(line));
console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(2)}, Node ${process.version}`,
);
const site = new PeersSite(folder);
try {
  const report = await run();
  const wrong = faultsOf(report);
  console.log(`\n${tableOf(report)}\n`);
  for (const what of wrong) console.log(`not expected: ${what}`);
  console.log(wrong.length === 0 ? 'nothing lost, nothing doubled, nothing unexpected' : '');
  if (wrong.length > 0) process.exitCode = 1;
} finally {
  await site.dispose();
  rmSync(folder, { recursive: true, force: true });
}

async function run(): Promise<PeersReport> {
  await site.start();
  journal.say(`the product runs at ${site.url}`);
  const began = performance.now();
  const ended = new AbortController();
  const over = AbortSignal.timeout(minutes * 60_000);
  const memory = new MemoryWatch();
  const beat = setInterval(() => void site.beat(), BEAT_MS);
  const looks = setInterval(() => {
    memory.look('server', site.server.child.pid ?? null, performance.now());
    memory.look('worker', site.worker, performance.now());
  }, LOOK_MS);
  try {
    await site.beat();
    const visits = new Visits(site, journal);
    const visiting = visits.run(ended.signal);
    await sleep(QUIET_MS);
    const now: Now = { cloud: 0 };
    const played = await Promise.all(
      Object.values(lanes(now)).map((lane) => playLane(site, lane, over, journal)),
    );
    ended.abort();
    await visiting;
    journal.say('every peer is well again; what waits is sent');
    const look = () => arrivals(site, visits, site.clouds[now.cloud]!);
    const whole = async () => (await look()).every(({ lost }) => lost.length === 0);
    await until(whole, 'all has arrived', DRAIN_MS).catch(() => undefined);
    const ms = performance.now() - began;
    const found = await look();
    const active = (await site.health())?.alarms.codes ?? [];
    const growth = { server: memory.growth('server'), worker: memory.growth('worker') };
    const end = await site.end();
    return {
      ms,
      counts: [...visits.counts.values()],
      arrivals: found,
      memory: growth,
      faults: played.flat(),
      unexpected: [
        ...visits.wrong,
        ...site.alarms.unexplained().map(({ code, detail }) => `an alarm of no fault: ${code}: ${detail}`),
        ...active.map((code) => `${code} is still open at the end`),
        ...(end.code === 0 ? [] : [`the product ended with ${end.code}`]),
      ],
      endMs: end.ms,
    };
  } finally {
    ended.abort();
    clearInterval(beat);
    clearInterval(looks);
  }
}
