import { type ReadonlySignal, signal } from '@preact/signals';

/** Whether there is room for the navigation at the side; as in layout.css. */
export const wide = matching('(min-width: 60rem)');

/** Whether it is a phone held upright; paper is wider. */
export const narrow = matching('screen and (max-width: 40rem)');

function matching(media: string): ReadonlySignal<boolean> {
  const query = matchMedia(media);
  const matches = signal(query.matches);
  query.addEventListener('change', () => {
    matches.value = query.matches;
  });
  return matches;
}
