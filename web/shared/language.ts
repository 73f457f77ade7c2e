import { effect, signal } from '@preact/signals';
import { STAFF_LANGUAGES, type StaffLanguage } from '../../edge-server/words/language.ts';
import { keepSetting, readSetting } from './browser-settings.ts';

const KEY = 'kf99.language';

/** The page's language. */
export const language = signal<StaffLanguage>('ko');

/**
 * Picks the language: `?lang=` of the address, else what was chosen before, else the first of the browser's
 * that we speak, else Korean.
 */
export function chooseLanguage(
  search: string,
  stored: string | null,
  preferred: readonly string[],
): StaffLanguage {
  const wanted = [new URLSearchParams(search).get('lang'), stored, ...preferred];
  for (const tag of wanted) {
    const found = STAFF_LANGUAGES.find((known) => tag?.toLowerCase().split('-')[0] === known);
    if (found) return found;
  }
  return 'ko';
}

/** Sets the language from the browser and keeps the document's `lang` in step with it. */
export function startLanguage(): void {
  language.value = chooseLanguage(location.search, readSetting(KEY), navigator.languages);
  effect(() => {
    document.documentElement.lang = language.value;
  });
}

/** The person's choice: kept in this browser, and put in the address when that named another one. */
export function switchLanguage(to: StaffLanguage): void {
  language.value = to;
  keepSetting(KEY, to);
  const url = new URL(location.href);
  if (!url.searchParams.has('lang')) return;
  url.searchParams.set('lang', to);
  history.replaceState(history.state, '', url);
}
