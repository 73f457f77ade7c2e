import type { Board } from './board.ts';

/** A slice of simulated time: short enough that a frame is at most this late, long enough to sleep between. */
const SLICE_MS = 20;
/** After a stall (a suspended machine) the board does not run after the lost time. */
const MOST_MS = 100;

/** Runs the board that `current` names in real time until the returned function is called. */
export function runInRealTime(current: () => Board | null): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    current()?.advance(Math.min(now - last, MOST_MS));
    last = now;
  }, SLICE_MS);
  return () => clearInterval(timer);
}
