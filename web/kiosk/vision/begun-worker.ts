import { choiceOf, type VisionChoice } from './choice.ts';
import type { ToWorker } from './protocol.ts';

/** The worker that began with the page, until somebody takes it, and what was asked of it. */
let early: { worker: Worker; choice: VisionChoice } | null = null;

/**
 * Begins the worker that the page's address asks for, before the page's program is there to take it.
 * @param search of the address; one that asks for what does not exist begins nothing, and whoever starts vision tells of it
 */
export function beginEarly(search: string): void {
  try {
    const choice = choiceOf(search);
    const worker = begin(choice);
    // One that can't be loaded is loaded again by the start, which tells of it.
    worker.onerror = () => {
      worker.terminate();
      if (early?.worker === worker) early = null;
    };
    early = { worker, choice };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

/** A worker in which backend, kernels and detector are being made ready: the one that began with the page, or a new one. */
export function begunWorker(choice: VisionChoice): Worker {
  const begun = early;
  early = null;
  if (begun === null) return begin(choice);
  const { worker, choice: asked } = begun;
  worker.onerror = null;
  if (asked.backend === choice.backend && asked.threads === choice.threads) return worker;
  worker.terminate();
  return begin(choice);
}

function begin({ backend, threads }: VisionChoice): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'vision' });
  worker.postMessage({ type: 'prepare', backend, threads } satisfies ToWorker);
  return worker;
}
