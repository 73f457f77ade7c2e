/**
 * What the page runs first: vision takes longest, so its worker begins before the program that draws is even read. That
 * takes the worker over (`begunWorker`).
 */
import { beginEarly } from './vision/begun-worker.ts';

/** ms before a page whose program could not be read tries again: the server may just be starting. */
const AGAIN_MS = 3000;

beginEarly(location.search);
import('./main.tsx').catch((error: unknown) => {
  console.error('the page could not be read, and is loaded again', error);
  setTimeout(() => location.reload(), AGAIN_MS);
});
