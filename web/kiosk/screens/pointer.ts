/** A mouse that has not moved for this long is not in use, ms. */
const REST_MS = 3000;

/**
 * Shows the mouse pointer while a mouse moves and no longer: a kiosk has none, but any pointer device, as the one that
 * HDMI brings, puts an arrow into the middle of the visitor's page. kiosk.css hides it without the class `pointing`.
 */
export function showMovingPointer(page: HTMLElement): void {
  let rests: ReturnType<typeof setTimeout> | undefined;
  page.addEventListener('pointermove', ({ pointerType, movementX, movementY }) => {
    // A browser also tells of a move when the page changes under a pointer that lies still.
    if (pointerType !== 'mouse' || (movementX === 0 && movementY === 0)) return;
    page.classList.add('pointing');
    clearTimeout(rests);
    rests = setTimeout(() => page.classList.remove('pointing'), REST_MS);
  });
}
