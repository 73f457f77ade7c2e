import { readdirSync, readFileSync } from 'node:fs';

/** Of one process: MB at its first and last look, and how fast it grows. */
export interface Growth {
  samples: number;
  /** ms between the two. */
  lifeMs: number;
  startMb: number;
  endMb: number;
  mbPerHour: number;
}

interface Sample {
  atMs: number;
  mb: number;
}

/** A process that has just started loads and compiles: its first minutes are no slope. */
const WARM_MS = 120_000;
/** MB by which what was looked at may grow over a run, and its share: caches fill, and the heap breathes. */
const MOST_MB = 30;
const MOST_SHARE = 0.25;
/** ms of one life after its warm-up from which a slope tells something. */
const LEAST_LIFE_MS = 300_000;

/** Resident memory of the processes of the product, each by its name. */
export class MemoryWatch {
  readonly #samples = new Map<string, Sample[]>();

  look(name: string, pid: number | null, atMs: number): void {
    const mb = pid === null ? null : residentMb(pid);
    if (mb === null) return;
    // One that was started anew is another process.
    const key = `${name} ${pid}`;
    this.#samples.set(key, [...(this.#samples.get(key) ?? []), { atMs, mb }]);
  }

  /** The longest life of each name. */
  growth(name: string): Growth | null {
    const lives = [...this.#samples].filter(([key]) => key.startsWith(`${name} `)).map(([, list]) => list);
    const longest = lives.sort((a, b) => b.length - a.length)[0];
    return longest === undefined ? null : growthOf(longest);
  }
}

/** The line through the samples after the warm-up (least squares), or through all when there are few. */
export function growthOf(samples: readonly Sample[]): Growth {
  const begun = samples[0]!.atMs;
  const warm = samples.filter(({ atMs }) => atMs - begun >= WARM_MS);
  const list = warm.length >= 6 ? warm : samples;
  const mean = (of: (sample: Sample) => number) => list.reduce((sum, s) => sum + of(s), 0) / list.length;
  const [t, m] = [mean(({ atMs }) => atMs), mean(({ mb }) => mb)];
  const over = list.reduce((sum, { atMs }) => sum + (atMs - t) ** 2, 0);
  const slope = over === 0 ? 0 : list.reduce((sum, { atMs, mb }) => sum + (atMs - t) * (mb - m), 0) / over;
  const [first, last] = [list[0]!, list.at(-1)!];
  const lifeMs = last.atMs - first.atMs;
  return { samples: list.length, lifeMs, startMb: first.mb, endMb: last.mb, mbPerHour: slope * 3_600_000 };
}

/** Whether it grew by more than a heap that breathes; of a short life nothing is said. */
export function grows({ startMb, mbPerHour, lifeMs }: Growth): boolean {
  const mb = (mbPerHour * lifeMs) / 3_600_000;
  return lifeMs >= LEAST_LIFE_MS && mb > MOST_MB && mb > startMb * MOST_SHARE;
}

function residentMb(pid: number): number | null {
  try {
    const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb === undefined ? null : Number(kb) / 1024;
  } catch {
    return null;
  }
}

/** The child of a process that runs the role; null while none does. */
export function childOf(parent: number, role: string): number | null {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      if (Number(stat[1]) === parent && command.includes(role)) return Number(name);
    } catch {
      // It has just ended.
    }
  }
  return null;
}
