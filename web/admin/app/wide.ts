import { signal } from '@preact/signals';

const query = matchMedia('(min-width: 60rem)');

/** Whether there is room for the navigation at the side; as in layout.css. */
export const wide = signal(query.matches);
query.addEventListener('change', () => {
  wide.value = query.matches;
});
