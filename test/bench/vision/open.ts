import { median } from '../../../models/pipeline/median.ts';
import { recording } from '../../harness/index.ts';
import type { Figure } from '../figures.ts';
import { Kiosk } from './kiosk.ts';
import { onSite } from './site.ts';

const TIMES = 3;

/** The kiosk page in a new browser, three times: open to warmed up, and what it downloads. The median counts. */
export async function openPage(): Promise<Record<string, Figure>> {
  const camera = await recording('empty');
  const runs = await onSite(async (url) => {
    const seen: { ready: number; bytes: number }[] = [];
    for (let i = 0; i < TIMES; i++) {
      const kiosk = await Kiosk.open(`${url}/?replayed=1`, camera);
      try {
        const ready = await kiosk.ready();
        await kiosk.nextBeat();
        seen.push({ ready, bytes: kiosk.bytes });
      } finally {
        await kiosk.close();
      }
    }
    return seen;
  });
  console.log(`page open to ready, ms: ${runs.map(({ ready }) => ready.toFixed(0)).join(' ')}`);
  const ready = median(runs.map((run) => run.ready));
  return {
    'page open to ready, s': { value: ready / 1000, budget: ['<=', 2] },
    'downloaded, MB as sent': { value: runs[0]!.bytes / 1e6, budget: ['<=', 1.2] },
  };
}
