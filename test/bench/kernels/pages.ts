import { median } from '../../../models/pipeline/median.ts';
import type { Figure } from '../figures.ts';
import { loadFrames } from '../vision/camera-frames.ts';
import { follow, openVision, RECORDING, WARM } from '../vision/frame.ts';
import type { Kiosk } from '../vision/kiosk.ts';
import { onSite } from '../vision/site.ts';

/** Turns of each browser beside the other, and frames of a turn. */
const TURNS = 6;
const TURN = 150;
const STARTS = 8;

/** With our kernels, and without them: a page that can't have them, by turns, since a busy machine is so for both. */
const BOTH = [false, true] as const;

/** CPU of the worker a frame with a followed, judged face. */
export async function framesInTurns(): Promise<Record<string, Figure>> {
  return onSite(async (url) => {
    const kiosks: Kiosk[] = [];
    try {
      for (const without of BOTH) {
        const kiosk = await openVision(url, without);
        kiosks.push(kiosk);
        console.log(await kiosk.page.textContent('#status'));
        await loadFrames(kiosk.page, RECORDING);
        await follow(kiosk.page, 0, WARM);
      }
      const cpu: [number[], number[]] = [[], []];
      for (let turn = 0; turn < TURNS; turn++) {
        for (const [i, kiosk] of kiosks.entries()) {
          const before = kiosk.workerCpuMs();
          await follow(kiosk.page, WARM + turn * TURN, TURN);
          cpu[i]!.push((kiosk.workerCpuMs() - before) / TURN);
        }
      }
      return inShare('CPU ms a frame', cpu, 0.9);
    } finally {
      for (const kiosk of kiosks) await kiosk.close();
    }
  });
}

/** CPU of the worker until it is warm, the check of the kernels among it. */
export async function startsInTurns(): Promise<Record<string, Figure>> {
  return onSite(async (url) => {
    const cpu: [number[], number[]] = [[], []];
    for (let start = 0; start < STARTS; start++) {
      for (const [i, without] of BOTH.entries()) {
        const kiosk = await openVision(url, without);
        cpu[i]!.push(kiosk.workerCpuMs());
        await kiosk.close();
      }
    }
    return inShare('CPU ms until warm', cpu, 1.15);
  });
}

function inShare(what: string, [ours, theirs]: [number[], number[]], most: number): Record<string, Figure> {
  const [own, other] = [median(ours), median(theirs)];
  console.log(`${what}, median: ours ${own.toFixed(2)}, TF.js ${other.toFixed(2)}`);
  return { [`${what}, of it without our kernels`]: { value: own / other, budget: ['<=', most] } };
}
