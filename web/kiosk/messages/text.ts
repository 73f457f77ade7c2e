import type { Language } from '../../../edge-server/contract/settings.ts';
import { type Text, translator } from '../../../edge-server/words/text.ts';
import { en } from './en.ts';
import { ja } from './ja.ts';
import { ko } from './ko.ts';
import { zh } from './zh.ts';

/** Keys of sentences into which values are put. */
type ValueKey = 'privacy_pictures' | 'pairing_holds';
/** Keys of sentences that stand as they are. */
export type PlainKey = Exclude<keyof typeof ko, ValueKey>;

export const catalogue = { ko, en, ja, zh };

/** The kiosk's sentences in one language. */
export function kioskText(language: Language): Text<typeof ko> {
  return translator<typeof ko, Language>(catalogue, () => language);
}
