import { choiceOf, type VisionChoice } from './choice.ts';
import type { ToWorker } from './protocol.ts';

/** The worker that began with the page, until somebody takes it. */
let early: Worker | null = null;

/**
 * Begins the worker that the page's address asks for, before the page's program is there to take it.
 * @param search of the address; one that asks for what does not exist begins nothing, and whoever starts vision tells of it
 */
export function beginEarly(search: string): void {
  try {
    const worker = begin(choiceOf(search));
    // One that can't be loaded is loaded again by the start, which tells of it.
    worker.onerror = () => {
      if (early === worker) early = null;
    };
    early = worker;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

/** A worker in which backend, kernels and detector are being made ready: the one that began with the page, or a new one. */
export function begunWorker(choice: VisionChoice): Worker {
  const worker = early ?? begin(choice);
  early = null;
  worker.onerror = null;
  return worker;
}

function begin({ backend, threads }: VisionChoice): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'vision' });
  worker.postMessage({ type: 'prepare', backend, threads } satisfies ToWorker);
  return worker;
}
