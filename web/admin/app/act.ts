import { failureWords } from '../format/failure.ts';
import { codeOf } from '../state/resource.ts';
import type { App } from './app.ts';

/**
 * Does what a button is for. A failure is told in a toast, in the page's own words for its code where it has some;
 * without a session the log-in comes.
 * @returns the answer, null when it failed
 */
export async function act<T>(
  app: App,
  work: () => Promise<T>,
  words: Readonly<Partial<Record<string, string>>> = {},
): Promise<T | null> {
  const asked = app.session.state.value;
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (code === 'login_required' && app.session.state.value === asked) app.session.ended();
    // Asked of admins since the page was opened: the page says so once it knows.
    if (code === 'factor_wanted') void app.session.refresh().catch(() => undefined);
    app.toasts.fail(words[code] ?? failureWords(code)[0]);
    return null;
  }
}
