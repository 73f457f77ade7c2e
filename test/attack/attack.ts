/** ms that one attack may take; one that hangs has not held. */
const MOST_MS = 90_000;
/** Of what did not hold, so many words are kept: the first ones say it. */
const MOST_WORDS = 5;

/** Counts what one attack tried, and keeps what did not hold. */
export class Tries {
  count = 0;
  readonly broken: string[] = [];

  /** One try. @param held whether our guard held @param what was tried, for whoever has to find it */
  held(held: boolean, what: string): void {
    this.count += 1;
    if (!held && this.broken.length < MOST_WORDS) this.broken.push(what.slice(0, 300));
  }
}

/** One way to get at something; what it sends harms nobody but a product without that guard. */
export interface Attack<Target> {
  name: string;
  /** Not in CI's part, which takes seconds. */
  long?: boolean;
  run(target: Target, tries: Tries): Promise<void>;
}

/** What became of an attack. */
export interface Result {
  room: string;
  name: string;
  tries: number;
  broken: readonly string[];
  seconds: number;
}

/** Attacks on one thing, each room with a fresh one of its own. */
export interface Room {
  name: string;
  run(how: { long: boolean; onResult?: (result: Result) => void }): Promise<Result[]>;
}

/** A room of attacks on whatever `open` starts; they run one after the other, in their order. */
export function room<Target extends { stop(): Promise<void> }>(
  name: string,
  open: () => Promise<Target>,
  attacks: readonly Attack<Target>[],
): Room {
  return {
    name,
    run: async ({ long, onResult }) => {
      const results: Result[] = [];
      const wanted = attacks.filter((each) => long || each.long !== true);
      if (wanted.length === 0) return results;
      const target = await open();
      try {
        for (const attack of wanted) {
          const result = await attempt(name, attack, target);
          onResult?.(result);
          results.push(result);
        }
      } finally {
        await target.stop();
      }
      return results;
    },
  };
}

async function attempt<Target>(room: string, attack: Attack<Target>, target: Target): Promise<Result> {
  const tries = new Tries();
  const began = performance.now();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`it took over ${MOST_MS / 1000} s`)), MOST_MS);
  try {
    await Promise.race([attack.run(target, tries), late.promise]);
  } catch (error) {
    tries.held(false, `it broke off: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
  } finally {
    clearTimeout(timer);
  }
  // An attack that tried nothing has shown nothing.
  if (tries.count === 0) tries.held(false, 'nothing was tried');
  const seconds = (performance.now() - began) / 1000;
  return { room, name: attack.name, tries: tries.count, broken: tries.broken, seconds };
}

/** The results as a table in Markdown, and the last line: how many attacks, whether all held, seconds. */
export function report(results: readonly Result[], seconds: number): string {
  const rows = results.map(
    ({ room, name, tries, broken }) =>
      `| ${room} | ${name} | ${tries} | ${broken.length ? '**no**' : 'yes'} |`,
  );
  const open = results.filter(({ broken }) => broken.length > 0);
  const words = open.flatMap(({ name, broken }) => broken.map((what) => `${name}: ${what}`));
  const held = open.length === 0 ? 'all held' : `${open.length} did not hold`;
  const tries = results.reduce((sum, { tries }) => sum + tries, 0);
  return [
    ...words,
    '| room | attack | tries | held |',
    '|---|---|--:|---|',
    ...rows,
    `${results.length} attacks, ${tries} tries, ${held}, ${seconds.toFixed(0)} s`,
  ].join('\n');
}
