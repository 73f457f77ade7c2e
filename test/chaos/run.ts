import { setTimeout as sleep } from 'node:timers/promises';
import { wrongPulses } from './door.ts';
import { Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { Load } from './load.ts';
import type { Abilities, Planned } from './plan.ts';
import { type ChaosReport, countEvents, countVisits } from './report.ts';
import { ends, settle } from './settle.ts';
import { Site } from './site.ts';

export interface ChaosOptions {
  /** Of what the clients draw. */
  seed: number;
  /** What will happen, given what this machine can do. */
  plan: (can: Abilities) => Planned[];
  /** Ends the events earlier. */
  limitMs: number;
  folder: string;
  journal: Journal;
  /** Clients that post visits without a temperature, beside the one that is measured. */
  clients?: number;
  /** fsync does nothing from the start: the run has to find lost rows. */
  noFsync?: boolean;
  /** What differs is looked at again for this long. */
  settleMs?: number;
  signal?: AbortSignal;
}

const PROGRESS_MS = 15_000;

/** Load on a site, everything that the seed says happens to it, and the comparison at the end. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, limitMs, folder, journal, clients = 8, noFsync = false, settleMs = 20_000, signal } = options;
  const start = performance.now();
  const site = await Site.start(folder, journal);
  const ledger = new Ledger();
  try {
    if (noFsync) site.machine.lieAboutSyncs();
    const planned = options.plan({ disk: site.disk !== null, clock: site.machine.clockMissing === null });
    const load = new Load(site, ledger, seed, clients);
    const faults = new Faults(site, journal);
    const progress = setInterval(() => journal.say(`${ledger.answered} visits answered`), PROGRESS_MS);
    let happened: Planned[];
    try {
      const end = start + limitMs;
      happened = await happenAll(planned, faults, () => performance.now() > end || signal?.aborted === true);
    } finally {
      clearInterval(progress);
      faults.stop();
      await site.heal();
      await load.stop();
    }
    journal.say('everything is up again; what waits is sent');
    const { rows, result } = await settle(site, ledger, settleMs);
    return {
      seed,
      ...result,
      ...countEvents(happened),
      ...countVisits(ledger),
      violations: [
        ...ledger.violations,
        ...wrongPulses(site.entrance.pulses, rows, ledger, site.machine),
        ...(await ends(site)),
      ],
      pulses: site.entrance.pulses.length,
      passes: rows.filter(({ verdict }) => verdict === 'pass').length,
      ownEnds: { server: site.server.ownEnds, worker: site.worker.ownEnds },
      seconds: Math.round((performance.now() - start) / 1000),
    };
  } finally {
    await site.dispose();
  }
}

async function happenAll(planned: Planned[], faults: Faults, over: () => boolean): Promise<Planned[]> {
  const happened: Planned[] = [];
  for (const next of planned) {
    await sleep(next.pauseMs);
    if (over()) break;
    await faults.happen(next.event);
    happened.push(next);
  }
  return happened;
}
