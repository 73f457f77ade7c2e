import { readFileSync } from 'node:fs';
import { recording } from '../../harness/index.ts';
import type { Figure } from '../figures.ts';
import { cpuByThread, sharesBetween } from './cpu-shares.ts';
import { Kiosk } from './kiosk.ts';
import { onSite } from './site.ts';
import { treeOf } from './tree.ts';

/** s after which the page has chosen its backend and threads. */
const SETTLE_S = 15;
const BUDGET = 25;

/** CPU of the whole browser, its worker and its other processes, with the kiosk's page open and nobody in sight. */
export async function idle(seconds: number): Promise<Record<string, Figure>> {
  const camera = await recording('empty');
  return onSite(async (url) => {
    const kiosk = await Kiosk.open(`${url}/?replayed=1`, camera);
    try {
      await kiosk.ready();
      await pause(SETTLE_S);
      const threads = cpuByThread(kiosk.pid);
      const before = { all: cpuMs(kiosk.pid), worker: kiosk.workerCpuMs(), at: performance.now() };
      await pause(seconds);
      const passed = performance.now() - before.at;
      const share = (ms: number) => (100 * ms) / passed;
      const worker = share(kiosk.workerCpuMs() - before.worker);
      console.log(`of that in the vision worker: ${worker.toFixed(1)} %`);
      console.log(`of the browser's CPU: ${sharesBetween(threads, cpuByThread(kiosk.pid))}`);
      return {
        'CPU % of a core, nobody in sight, whole browser': {
          value: share(cpuMs(kiosk.pid) - before.all),
          budget: ['<=', BUDGET],
        },
        'seconds measured': { value: seconds, budget: ['>=', 60] },
      };
    } finally {
      await kiosk.close();
    }
  });
}

/** CPU ms that a process and all its descendants have used. */
function cpuMs(root: number): number {
  let ticks = 0;
  for (const pid of treeOf(root)) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It ended meanwhile.
    }
  }
  return ticks * 10;
}

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
