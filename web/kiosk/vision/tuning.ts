import type { BackendName } from '../../../models/pipeline/backend-name.ts';
import { compare, type SelfTest } from '../../../models/pipeline/self-test.ts';
import type { VisionChoice } from './choice.ts';
import { VisionClient, type VisionHandlers, type VisionReady } from './client.ts';

/** A worker that proved better, warm, and why. */
export interface Better {
  client: VisionClient;
  ready: VisionReady;
  reason: string;
}

const MOST_THREADS = 4;

/**
 * What is worth a self-test beside `running`: WASM with 1, 2 or 4 threads, as far as half of the cores reaches
 * (TF.js takes no more), and each other backend that the settings allow.
 */
export function candidates(
  allowed: readonly BackendName[],
  cores: number,
  running: VisionChoice,
): VisionChoice[] {
  const most = Math.max(1, Math.min(MOST_THREADS, Math.floor(cores / 2)));
  const threads = [1, 2, 4].filter((count) => count <= most);
  return allowed
    .flatMap((backend): VisionChoice[] =>
      backend === 'wasm' ? threads.map((count) => ({ backend, threads: count })) : [{ backend, threads: 1 }],
    )
    .filter(({ backend, threads: count }) => backend !== running.backend || count !== running.threads);
}

/**
 * Tries the candidates, each in a worker of its own, so that a driver that crashes or eats the memory takes
 * nothing along. The sample runs on candidate and running worker in turn: a machine that is busy is so for both.
 * The best that gives the running one's answers, clearly faster, is kept; the others' workers end.
 *
 * @param reasons gets a sentence for each candidate
 * @param model the mask model that is used, null for the build's
 */
export async function findBetter(
  running: VisionClient,
  list: readonly VisionChoice[],
  handlers: VisionHandlers,
  reasons: string[],
  model: string | null,
): Promise<Better | null> {
  let best: (Better & { selfTest: SelfTest }) | null = null;
  for (const { backend, threads } of list) {
    const client = new VisionClient(handlers);
    try {
      const ready = await client.start({ backend, threads }, model);
      if (ready.backend.threads !== threads) throw new Error(`runs ${ready.backend.threads} thread(s) only`);
      const before = await running.selfTest();
      const selfTest = await client.selfTest();
      const after = await running.selfTest();
      const { take, reason } = compare(before.ms < after.ms ? before : after, selfTest);
      reasons.push(reason);
      if (take && (!best || selfTest.ms < best.selfTest.ms)) {
        best?.client.stop();
        best = { client, ready, reason, selfTest };
        continue;
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      reasons.push(`${backend}×${threads}: ${why}`);
    }
    client.stop();
  }
  return best;
}
