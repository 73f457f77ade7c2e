import { readProc, threadsOf, treeOf } from './tree.ts';

/** CPU ms by process and thread, as `renderer DedicatedWorker`. */
export type CpuByThread = ReadonlyMap<string, number>;

/** Threads of one kind have numbers at their end. */
const NUMBER = /[\d/:#-]+$/;

/** CPU ms that each kind of thread in the tree of a Chromium has used since it began. */
export function cpuByThread(root: number): CpuByThread {
  const used = new Map<string, number>();
  for (const pid of treeOf(root)) {
    const process = kindOf(pid);
    for (const tid of threadsOf(pid)) {
      const stat = readProc(`/proc/${pid}/task/${tid}/stat`);
      const [, name, fields] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? [];
      if (name === undefined || fields === undefined) continue;
      const [user, system] = fields.split(' ').slice(11, 13).map(Number);
      const key = `${process} ${name.replace(NUMBER, '')}`;
      // USER_HZ is 100 on every Linux that Node runs on.
      used.set(key, (used.get(key) ?? 0) + 10 * (user! + system!));
    }
  }
  return used;
}

/** The largest shares of what was used between two looks, in words. */
export function sharesBetween(before: CpuByThread, after: CpuByThread, most = 12): string {
  const used = [...after].map(([key, ms]) => [key, ms - (before.get(key) ?? 0)] as const);
  const all = used.reduce((sum, [, ms]) => sum + Math.max(0, ms), 0);
  return used
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, most)
    .filter(([, ms]) => ms > 0)
    .map(([key, ms]) => `${key} ${((100 * ms) / all).toFixed(0)} %`)
    .join(', ');
}

/** `renderer`, `gpu-process`, the utility's service, or `browser`. */
function kindOf(pid: number): string {
  const line = readProc(`/proc/${pid}/cmdline`);
  const type = /--type=([\w-]+)/.exec(line)?.[1] ?? 'browser';
  return /--utility-sub-type=([\w.]+)/.exec(line)?.[1]?.split('.')[0] ?? type;
}
