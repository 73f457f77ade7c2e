import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { places } from '../../edge-server/data-folder.ts';
import { Random } from '../../models/training/random.ts';
import { type CloudRow, type Comparison, compare } from './compare.ts';
import { wrongPulses } from './door.ts';
import { Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { type Abilities, isKill, type Planned } from './plan.ts';
import { KIOSK, Site } from './site.ts';
import { Visitor } from './visitor.ts';

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

export interface ChaosReport extends Comparison {
  seed: number;
  /** Events that happened, by kind. */
  events: Record<string, number>;
  kills: number;
  posted: number;
  answered: number;
  /** Answers that were asked for once more. */
  repeated: number;
  refusals: Record<string, number>;
  violations: string[];
  pulses: number;
  passes: number;
  /** Times that a process of the product ended without being killed. */
  ownEnds: { server: number; worker: number };
  seconds: number;
}

const THINK_MS = 300;
const PROGRESS_MS = 15_000;
/** After the last fault everything has to arrive within this. */
const DRAIN_MS = 180_000;

/** Whether anything was lost, doubled, changed or answered wrongly. */
export function failed(report: ChaosReport): boolean {
  const { missing, doubled, differing, unknown, violations } = report;
  return [missing, doubled, differing, unknown, violations].some(({ length }) => length > 0);
}

/** Load on a site, everything that the seed says happens to it, and the comparison at the end. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, limitMs, folder, journal, clients = 8, noFsync = false, settleMs = 20_000, signal } = options;
  const start = performance.now();
  const site = await Site.start(folder, journal);
  const ledger = new Ledger();
  try {
    if (noFsync) site.machine.lieAboutSyncs();
    const planned = options.plan({ disk: site.disk !== null, clock: site.machine.missing === null });
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
    const events: Record<string, number> = {};
    for (const { event } of happened) {
      const name = event.kind === 'kill' ? `kill_${event.target}` : event.kind;
      events[name] = (events[name] ?? 0) + 1;
    }
    return {
      seed,
      ...result,
      events,
      kills: happened.filter(({ event }) => isKill(event)).length,
      posted: ledger.visits.size,
      answered: ledger.answered,
      repeated: ledger.repeated,
      refusals: Object.fromEntries(ledger.refusals),
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

/** Clients that post visits until they are stopped. */
class Load {
  readonly #stopping = new AbortController();
  readonly #loops: Promise<void>[];

  constructor(site: Site, ledger: Ledger, seed: number, clients: number) {
    const now = () => site.machine.now();
    const visitor = (name: number) =>
      new Visitor({
        url: site.url,
        headers: () => site.headers,
        ledger,
        random: new Random(seed, 2, name),
        now,
      });
    const measured = visitor(0);
    this.#loops = [this.#loop(() => site.entrance.visit(measured, ledger, now))];
    for (let name = 1; name <= clients; name++) {
      const random = new Random(seed, 3, name);
      const each = visitor(name);
      this.#loops.push(
        this.#loop(async () => {
          await each.next();
          await sleep(random.between(0, THINK_MS));
        }),
      );
    }
  }

  /** Lets the visits that are on their way end. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#loops);
  }

  async #loop(once: () => Promise<void>): Promise<void> {
    while (!this.#stopping.signal.aborted) await once();
  }
}

/** Waits until nothing waits to be sent, then for what travels after the rows: corrections of the clock. */
async function settle(
  site: Site,
  ledger: Ledger,
  settleMs: number,
): Promise<{ rows: CloudRow[]; result: Comparison }> {
  await site.serverReady();
  const drained = async () => (await site.health())?.parts.store.outbox === 0;
  for (const end = performance.now() + DRAIN_MS; performance.now() < end && !(await drained()); ) {
    await sleep(500);
  }
  for (const end = performance.now() + settleMs; ; await sleep(500)) {
    const rows = await site.cloud.with(
      async (sql) => [...(await sql`select * from history_corrected`)] as CloudRow[],
    );
    const result = compare(ledger, rows, KIOSK, site.machine);
    const same = result.missing.length + result.differing.length === 0;
    if (same || performance.now() > end) return { rows, result };
  }
}

/** Both processes end well when they are asked to, and leave a sound store. */
async function ends(site: Site): Promise<string[]> {
  const codes = { server: await site.server.stop(), worker: await site.worker.stop() };
  const wrong = Object.entries(codes)
    .filter(([, code]) => code !== 0)
    .map(([name, code]) => `${name} ended with ${code} when it was asked to end`);
  const database = new DatabaseSync(places.database(site.data));
  try {
    const found = database.prepare('pragma integrity_check').all();
    const said = found.map((row) => row.integrity_check).join('; ');
    return said === 'ok' ? wrong : [...wrong, `the store is damaged: ${said}`];
  } finally {
    database.close();
  }
}
