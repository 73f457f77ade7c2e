/**
 * How long somebody has been before the kiosk whose face nobody could see, ms. It grows while there is movement, and shrinks
 * twice as fast while there is none: a moment of standing still is nothing, and who walks past leaves nothing behind.
 * Below 0 for who had an answer a moment ago, and goes.
 */

/** From so much on the screen says so, … */
const SAYS_MS = 4000;
/** … until so little is left; it never is more than the most. */
const STOPS_MS = 1000;
const MOST_MS = 5000;
/** Quiet undoes what is below 0 so many times as fast: half a second of it, and who was judged has gone. */
const QUIET = 20;

/** Who was judged has 10 s to go, unless it is quiet sooner. */
export const GOING = -10_000;
/** What moved for longer than the screen says is perhaps nobody: it is told again after 10 min, or 30 s of quiet. */
export const RESTING = -600_000;
export const UNSEEN_LIMIT_MS = 60_000;

/**
 * After a time in which frames were judged and no face was found.
 *
 * @param before the value so far, ms
 * @param moves whether somebody moved near
 * @param looked how long the time was, ms
 */
export function unseenAfter(before: number, moves: boolean, looked: number): number {
  if (moves) return Math.min(MOST_MS, before + looked);
  return before < 0 ? Math.min(0, before + QUIET * looked) : Math.max(0, before - 2 * looked);
}

/** @param said whether the screen says so already */
export function isUnseen(ms: number, said: boolean): boolean {
  return ms > (said ? STOPS_MS : SAYS_MS);
}
