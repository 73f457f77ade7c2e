import { type Language, translator } from '../../shared/messages/text.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

/** Keys of sentences that stand as they are. */
export type PlainKey = Exclude<keyof typeof ko, 'temperature'>;

const catalogue = { ko, en };

/** The kiosk's sentences in one language. */
export function kioskText(language: Language) {
  return translator(catalogue, () => language);
}
