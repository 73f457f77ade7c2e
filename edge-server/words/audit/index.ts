import { type InEach, inEach } from '../language.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

const WORDS = inEach({ ko, en });
/** What somebody did, by its code; `{target}` stands for whom or what they did it to. */
export const AUDIT_ACTIONS: Readonly<Record<string, InEach>> = WORDS.actions;
/** Who acted, where it was neither a person nor a token. */
export const AUDIT_ACTORS: Readonly<Record<string, InEach>> = WORDS.actors;
