import { type Growth, grows } from './memory.ts';
import type { Played } from './play.ts';
import type { Counted } from './visits.ts';

/** What was answered and what arrived. */
export interface Arrival {
  where: string;
  wanted: number;
  there: number;
  lost: string[];
  doubled: string[];
}

export interface PeersReport {
  ms: number;
  counts: Counted[];
  arrivals: Arrival[];
  memory: Record<string, Growth | null>;
  faults: Played[];
  /** What nobody expected, a sentence each. */
  unexpected: string[];
  /** From SIGTERM to the end. */
  endMs: number;
}

/** ms that the end may take, on the issue of a service manager that waits for it. */
export const MOST_END_MS = 1500;

/** All that was not as it should be; empty is well. */
export function faultsOf({ arrivals, memory, faults, unexpected, endMs }: PeersReport): string[] {
  return [
    ...unexpected,
    ...arrivals.flatMap(({ where, lost, doubled }) => [
      ...(lost.length > 0 ? [`${where}: ${lost.length} lost (${lost.slice(0, 3).join(', ')})`] : []),
      ...(doubled.length > 0
        ? [`${where}: ${doubled.length} doubled (${doubled.slice(0, 3).join(', ')})`]
        : []),
    ]),
    ...Object.entries(memory).flatMap(([name, growth]) =>
      growth !== null && grows(growth) ? [`${name} grows by ${growth.mbPerHour.toFixed(0)} MB an hour`] : [],
    ),
    ...faults.flatMap(({ fault, wrong }) => (wrong === null ? [] : [`${fault}: ${wrong}`])),
    ...(endMs > MOST_END_MS ? [`the end took ${Math.round(endMs)} ms`] : []),
  ];
}

/** The table at the end, in Markdown. */
export function tableOf(report: PeersReport): string {
  const { ms, counts, arrivals, memory, faults, endMs } = report;
  const sum = (of: (count: Counted) => number) => counts.reduce((all, count) => all + of(count), 0);
  return [
    `${(ms / 60_000).toFixed(1)} minutes, ${sum((c) => c.sent)} visits, ${sum((c) => c.answered)} answered, end after SIGTERM ${Math.round(endMs)} ms`,
    table(
      ['visits by', 'sent', 'answered'],
      counts.map(({ by, sent, answered }) => [by, sent, answered]),
    ),
    table(
      ['arrived in', 'answered', 'there', 'lost', 'doubled'],
      arrivals.map(({ where, wanted, there, lost, doubled }) => [
        where,
        wanted,
        there,
        lost.length,
        doubled.length,
      ]),
    ),
    table(
      ['memory', 'start MB', 'end MB', 'MB an hour', 'looks'],
      Object.entries(memory).map(([name, growth]) =>
        growth === null
          ? [name, '', '', '', 0]
          : [
              ...[name, growth.startMb.toFixed(0), growth.endMb.toFixed(0), growth.mbPerHour.toFixed(1)],
              growth.samples,
            ],
      ),
    ),
    table(['fault', 'times', 'alarm', 'after s', 'gone s', 'it says'], byFault(faults)),
  ].join('\n\n');
}

/** One line a fault: how often, and the slowest of them. */
function byFault(faults: readonly Played[]): (string | number)[][] {
  const names = [...new Set(faults.map(({ fault }) => fault))];
  return names.map((name) => {
    const all = faults.filter(({ fault }) => fault === name);
    const worst = (of: (played: Played) => number | null) =>
      all[0]!.alarm === 'none' ? '' : Math.max(...all.map((played) => of(played) ?? 0));
    const wrong = all.find((played) => played.wrong !== null)?.wrong;
    const says = wrong === undefined ? all.at(-1)!.says.slice(0, 160) : `WRONG: ${wrong}`;
    return [
      name,
      all.length,
      all[0]!.alarm,
      worst(({ afterS }) => afterS),
      worst(({ goneS }) => goneS),
      says,
    ];
  });
}

function table(head: string[], rows: (string | number)[][]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
