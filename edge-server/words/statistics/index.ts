import type { StaffLanguage } from '../language.ts';
import { en as enTerms } from '../terms/en.ts';
import { ko as koTerms } from '../terms/ko.ts';
import { type Text, translator } from '../text.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

const KO = { ...koTerms, ...ko } as const;
const CATALOGUE = { ko: KO, en: { ...enTerms, ...en } };

/** The sentences of statistics, and the terms of visits, in one language. */
export function statisticsText(language: StaffLanguage): Text<typeof KO> {
  return translator(CATALOGUE, () => language);
}
