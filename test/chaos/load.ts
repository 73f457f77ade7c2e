import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../models/training/common/random.ts';
import type { Ledger } from './ledger.ts';
import type { Site } from './site.ts';
import { Visitor } from './visitor.ts';

const THINK_MS = 300;

/** Clients that post visits until they are stopped: one whose visitors are measured, the others need no temperature. */
export class Load {
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
