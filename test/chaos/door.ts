import type { CloudRow } from './compare.ts';
import type { Ledger } from './ledger.ts';
import type { MachineFaults } from './machine-faults.ts';

/** ms after a verdict in which a pulse may be sent (the contract's door rule). */
const DEADLINE_MS = 3000;
/** ms that a pulse takes to the pin, over a serial line and a machine that is busy with being broken. */
const ON_ITS_WAY_MS = 700;

/**
 * Each pulse of the relay belongs to one stored pass of the 3 s before it, and no pass has two.
 * @param pulses when the relay was switched on, by the harness's clock
 * @returns what was wrong
 */
export function wrongPulses(
  pulses: readonly number[],
  rows: readonly CloudRow[],
  ledger: Ledger,
  machine: Pick<MachineFaults, 'clocksBetween'>,
): string[] {
  const passes = rows
    .filter(({ verdict }) => verdict === 'pass')
    .map((row) => ({ id: row.id, times: trueTimes(row, ledger, machine) }));
  const taken = new Set<string>();
  const wrong: string[] = [];
  for (const pulse of pulses) {
    // The newest one: visitors may follow each other within 3 s.
    const [pass] = passes
      .flatMap(({ id, times }) => times.map((at) => ({ id, at })))
      .filter(({ at }) => pulse >= at - 100 && pulse - at <= DEADLINE_MS + ON_ITS_WAY_MS)
      .sort((a, b) => b.at - a.at);
    const when = new Date(pulse).toISOString();
    if (pass === undefined) wrong.push(`the door opened at ${when} for no pass of the 3 s before`);
    else if (taken.has(pass.id)) wrong.push(`the door opened a second time for ${pass.id}, at ${when}`);
    else taken.add(pass.id);
  }
  return wrong;
}

/** When the verdict was made by the harness's clock: one time for each state of the clock around the visit. */
function trueTimes(row: CloudRow, ledger: Ledger, machine: Pick<MachineFaults, 'clocksBetween'>): number[] {
  const visit = ledger.visits.get(row.id);
  if (visit === undefined) return [];
  const clocks = machine.clocksBetween(visit.postedAt, visit.endedAt ?? Date.now());
  const stored = [row.visited.getTime(), row.visited_corrected.getTime()];
  return [...stored, ...clocks.map(({ offsetMs }) => row.visited.getTime() - offsetMs)];
}
