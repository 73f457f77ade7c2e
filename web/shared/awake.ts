/** A turn that comes this many intervals late is one that the page slept through. */
const LATE = 2;

/** Whether a turn that was due after `ms` and came after `passed` ms came while the page's thread ran. */
export function isAwake(ms: number, passed: number): boolean {
  return passed < (1 + LATE) * ms;
}

/**
 * Does the work every `ms` while the page's thread runs. A turn that comes late says that the thread stood still: it
 * is passed over, so that messages, frames and answers that queued up meanwhile are handled before anybody asks
 * what is missing.
 *
 * @param now ms of a clock that goes on while the page stands still
 * @returns ends it
 */
export function everyAwake(
  ms: number,
  work: () => void,
  now: () => number = () => performance.now(),
): () => void {
  let last = now();
  const timer = setInterval(() => {
    const passed = now() - last;
    last += passed;
    if (isAwake(ms, passed)) work();
  }, ms);
  return () => clearInterval(timer);
}
