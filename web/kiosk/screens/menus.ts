/** What a hand, a mouse or a USB stick's file can begin that has no place at an entrance. */
const REFUSED = ['contextmenu', 'dragstart', 'dragover', 'drop', 'selectstart'];

/**
 * Keeps the browser's own menus and gestures away from visitors: a long touch opens no menu, marks no text, and a file
 * that is dropped is not opened in the place of the page. Dialogs with files the browser's policy refuses.
 */
export function refuseMenus(page: EventTarget): void {
  for (const type of REFUSED) page.addEventListener(type, (event) => event.preventDefault());
}
