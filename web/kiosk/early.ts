/**
 * What the page runs first: vision takes longest, so its worker begins before the program that draws is even read. That
 * takes the worker over (`begunWorker`).
 */
import { beginEarly } from './vision/begun-worker.ts';

beginEarly(location.search);
void import('./main.tsx');
