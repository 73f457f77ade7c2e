import type { StaffLanguage } from '../language.ts';
import { type Text, translator } from '../text.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

/** The report's sentences in one language. */
export function reportText(language: StaffLanguage): Text<typeof ko> {
  return translator({ ko, en }, () => language);
}
