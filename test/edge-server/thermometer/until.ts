import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a condition, generously: it says that something happens, not how fast. */
export async function until(condition: () => boolean, mostMs = 20_000): Promise<void> {
  const end = performance.now() + mostMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within ${mostMs} ms: ${condition}`);
    await sleep(10);
  }
}
