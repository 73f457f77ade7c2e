import { en } from './en.ts';
import { type KioskMessages, ko } from './ko.ts';

const LANGUAGES = { ko, en } satisfies Record<string, KioskMessages>;
export type KioskLanguage = keyof typeof LANGUAGES;

/** The kiosk's sentences in one language; `{name}` in a sentence is replaced by the value of that name. */
export function kioskText(language: KioskLanguage) {
  const messages: KioskMessages = LANGUAGES[language];
  return (key: keyof KioskMessages, values: Record<string, string> = {}): string =>
    messages[key].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
