import { Language } from '../../../edge-server/contract/settings.ts';
import { LANGUAGE_NAMES } from '../../../edge-server/words/language.ts';
import { catalogue } from '../messages/text.ts';
import { dayAndTime } from '../screens/time.ts';

const DAY_MS = 86_400_000;

/** Keeps a word together where a line would break in it; it has no glyph. */
const WORD_JOINER = '\u2060';

/** What every font holds whatever the language: printable ASCII, for figures, units and plain site names. */
const ASCII = Array.from({ length: 0x7f - 0x20 }, (_, i) => String.fromCodePoint(0x20 + i));

/**
 * Every character that the kiosk may show in a language, sorted, each once: its sentences, the names of all
 * languages (they stand on buttons), and the words of all days of a year. A site's name may hold others; the
 * page's second font has those.
 */
export function charactersOf(language: Language): string[] {
  const days = Array.from({ length: 366 }, (_, n) => {
    const { day, time } = dayAndTime(new Date(Date.UTC(2028, 0, 1) + n * DAY_MS), language, 'UTC');
    return day + time;
  });
  const texts = [
    ...ASCII,
    ...Object.values(catalogue[language]),
    // English has no font of its own: the Korean one holds its typographic signs, too.
    ...(language === 'ko' ? Object.values(catalogue.en) : []),
    ...Language.options.map((code) => LANGUAGE_NAMES[code]),
    ...days,
  ];
  const shown = texts.join('').replaceAll(WORD_JOINER, '');
  return [...new Set(shown.normalize('NFC'))].sort();
}
