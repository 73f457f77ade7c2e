import { cpus, loadavg } from 'node:os';

export interface Figure {
  value: number;
  /** At most, or at least, this. */
  budget: ['<=' | '>=', number];
}

/** Measures something, and may print what it saw on the way. */
export type Part = () => Promise<Record<string, Figure>>;

/**
 * Runs the parts of a bench one after the other: prints machine, load and each figure with its budget, ends with one
 * line of JSON, and sets exit code 1 when a budget was missed.
 *
 * @param preset what the figures depend on; stands in the JSON
 * @throws when `wanted` names a part that does not exist
 */
export async function bench(
  name: string,
  parts: Record<string, Part>,
  wanted: readonly string[] = Object.keys(parts),
  preset: Record<string, unknown> = {},
): Promise<void> {
  const unknown = wanted.find((part) => !parts[part]);
  if (unknown) throw new Error(`there is no part ${unknown}: use ${Object.keys(parts).join(', ')}`);
  const machine = `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}`;
  console.log(`${machine}, load ${load()}`);
  const figures: Record<string, Figure & { load: number; missed: boolean }> = {};
  for (const part of wanted) {
    for (const [figure, { value, budget }] of Object.entries(await parts[part]!())) {
      const [sign, limit] = budget;
      const missed = !(sign === '<=' ? value <= limit : value >= limit);
      figures[figure] = { value: Math.round(value * 1000) / 1000, budget, load: load(), missed };
      console.log(
        `${figure}: ${value.toFixed(3)} (${sign} ${limit})${missed ? ' MISSED' : ''}, load ${load()}`,
      );
    }
  }
  const missed = Object.values(figures).some((figure) => figure.missed);
  console.log(JSON.stringify({ bench: name, machine, ...preset, missed, figures }));
  process.exitCode = missed ? 1 : 0;
}

const load = () => Math.round(loadavg()[0]! * 100) / 100;
