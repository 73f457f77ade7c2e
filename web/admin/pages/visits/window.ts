/** Rows that are in the document: `first` to before `end`. */
export interface Shown {
  first: number;
  end: number;
}

/** Rows above and below the screen, so that a quick flick finds some. */
const SPARE = 8;

/**
 * Which rows of a long list of equal heights have to be drawn. The list scrolls with the page.
 * @param top where the list begins, in px from the top of the screen; negative once it is scrolled past
 */
export function shownRows(count: number, rowHeight: number, top: number, screenHeight: number): Shown {
  const first = Math.floor(-top / rowHeight) - SPARE;
  const end = Math.ceil((screenHeight - top) / rowHeight) + SPARE;
  const bounded = Math.min(Math.max(first, 0), count);
  return { first: bounded, end: Math.max(bounded, Math.min(end, count)) };
}

/** The row that a key leads to; null for keys that lead nowhere. */
export function rowByKey(key: string, at: number, count: number, perScreen: number): number | null {
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + perScreen,
    PageUp: at - perScreen,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined ? null : Math.min(Math.max(to, 0), count - 1);
}
