import type { Language } from '../contract/settings.ts';

/** The languages of staff's pages. A new one is a name here, and then what the types miss: a file in each folder. */
export const STAFF_LANGUAGES = ['ko', 'en'] as const;
export type StaffLanguage = (typeof STAFF_LANGUAGES)[number];

/** Each language, of staff or of visitors, is named in itself, so that whoever needs it can read it. */
export const LANGUAGE_NAMES: Readonly<Record<StaffLanguage | Language, string>> = {
  ko: '한국어',
  en: 'English',
  ja: '日本語',
  zh: '中文',
};

/** One sentence or name in the languages of staff's pages. */
export type InEach = Record<StaffLanguage, string>;

/** What is the same in every language: a unit's sign, a name. */
export function sameInEach(word: string): InEach {
  return Object.fromEntries(STAFF_LANGUAGES.map((language) => [language, word])) as InEach;
}

/** The same tree with each sentence in all languages. */
export type Merged<Words> = Words extends string ? InEach : { [Key in keyof Words]: Merged<Words[Key]> };

/** Joins the files of the languages: trees of one shape, as their type holds them, whose leaves are sentences. */
export function inEach<Words>(words: Record<StaffLanguage, Words>): Merged<Words> {
  const [first] = STAFF_LANGUAGES;
  if (typeof words[first] === 'string') return words as unknown as Merged<Words>;
  const keys = Object.keys(words[first] as object) as (keyof Words)[];
  const branch = (key: keyof Words) =>
    Object.fromEntries(STAFF_LANGUAGES.map((language) => [language, words[language][key]]));
  return Object.fromEntries(
    keys.map((key) => [key, inEach(branch(key) as Record<StaffLanguage, Words[keyof Words]>)]),
  ) as Merged<Words>;
}
