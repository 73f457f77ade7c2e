/** Steps of a breath, in and out, and ms between two. */
const STEPS = 16;
const STEP_MS = 300;

/**
 * Has the idle screen's frame breathe, so that it is seen from the corner of an eye: sets `--breath` of the element, 0 to 1.
 * By a timer, since the browser draws the whole page sixty times a second for an animation, whatever its steps.
 *
 * @returns ends it
 */
export function breathe(element: HTMLElement): () => void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return () => undefined;
  let step = 0;
  const timer = setInterval(() => {
    step = (step + 1) % STEPS;
    element.style.setProperty('--breath', String(Math.abs(1 - (2 * step) / STEPS)));
  }, STEP_MS);
  return () => {
    clearInterval(timer);
    element.style.removeProperty('--breath');
  };
}
