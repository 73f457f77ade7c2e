import { Worker } from 'node:worker_threads';
import { type Clock, systemClock } from '../clock/clock.ts';
import { within } from '../clock/wait.ts';

/** ms that a model may take to be judged: 36 faces, beside whatever else the machine does. */
const LONGEST_MS = 120_000;

/**
 * Whether a mask model passes the gate, asked in a thread of its own.
 * @param folder with its files; null for the build's own
 * @returns why not, in one sentence; null when it passes
 */
export async function runGate(folder: string | null, clock: Clock = systemClock): Promise<string | null> {
  const thread = new Worker(new URL('./gate-thread.ts', import.meta.url), { workerData: { folder } });
  try {
    return await within(
      clock,
      LONGEST_MS,
      () =>
        new Promise<string | null>((resolve, reject) => {
          thread.on('message', resolve);
          thread.on('error', reject);
          thread.on('exit', () => reject(new Error('the gate ended without an answer')));
        }),
    );
  } finally {
    await thread.terminate();
  }
}
