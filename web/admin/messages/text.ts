import { translator } from '../../../edge-server/words/text.ts';
import { language } from '../../shared/language.ts';
import { en } from './en.ts';
import { type AdminMessages, ko } from './ko.ts';

/** The admin page's sentence in the chosen language; a component that calls it follows the language. */
export const t = translator<AdminMessages>({ ko, en }, () => language.value);
