/**
 * What the page runs first: vision takes longest, so its worker begins before the program that draws is even read. That
 * takes the worker over (`begunWorker`).
 */
import { beginEarly } from './vision/begun-worker.ts';

/** ms before a page whose program could not be read tries again: the server may just be starting. Twice as long each time. */
const AGAIN_MS = 3000;
const MOST_MS = 60_000;
/** Key of how often in a row it could not be read. */
const UNREAD = 'kf99-unread';
/** What stands there meanwhile, in the kiosk's languages: its sentences are in the program. */
const WAIT = ['잠시 기다려 주세요', 'Please wait a moment', '少々お待ちください', '请稍等片刻'];

beginEarly(location.search);
import('./main.tsx').then(
  () => sessionStorage.removeItem(UNREAD),
  (error: unknown) => {
    console.error('the page could not be read, and is loaded again', error);
    const before = Number(sessionStorage.getItem(UNREAD));
    sessionStorage.setItem(UNREAD, String(before + 1));
    const root = document.querySelector('#kiosk')!;
    root.classList.add('unread');
    root.replaceChildren(
      ...WAIT.map((words) => Object.assign(document.createElement('p'), { textContent: words })),
    );
    setTimeout(() => location.reload(), Math.min(MOST_MS, AGAIN_MS * 2 ** before));
  },
);
