import type { ReadonlySignal } from '@preact/signals';
import type { KioskScreen, Language } from '../../../edge-server/contract/index.ts';
import { kioskText } from '../messages/text.ts';
import type { CallState, StaffCall } from '../server/staff-call.ts';
import type { KioskState, Scene } from './scene.ts';

/** Title and hint of a visitor's call for staff in each state. */
export const CALL_WORDS = {
  calling: ['calling', 'starting_hint'],
  called: ['called', 'called_hint'],
  answered: ['call_answered', 'called_hint'],
  unanswered: ['call_unanswered', 'unanswered_hint'],
  failed: ['call_failed', 'speak_staff'],
} as const satisfies Record<Exclude<CallState, 'none'>, unknown>;

/** Staff read these. */
const OF_STAFF: readonly Language[] = ['ko', 'en'];

interface ShownState extends Pick<KioskState, 'settings'> {
  staffCall: Pick<StaffCall, 'state'>;
  language: { current: ReadonlySignal<Language> };
}

/** What the screen shows, in words, for staff who are elsewhere: the screen of this moment as KioskScreen draws it. */
export function shownOf(kiosk: ShownState, scene: Scene): KioskScreen {
  const language = kiosk.language.current.value;
  const languages = new Set([language, ...OF_STAFF]);
  const call = kiosk.staffCall.state.value;
  const { title, hint, checks, help, detail } = scene;
  const keys = call === 'none' ? [title, hint, ...checks, help, detail] : CALL_WORDS[call];
  const lines = keys.filter((key) => key !== null);
  const own = call === 'unanswered' ? kiosk.settings.value.unansweredText : '';
  const words = [...languages].map((code) => {
    const text = kioskText(code);
    const said = lines.map((key) => text(key));
    return [code, own ? [said[0]!, own] : said] as const;
  });
  return {
    scene: call === 'none' ? scene.name : `call_${call}`,
    tone: call === 'none' ? scene.tone : 'active',
    language,
    words: Object.fromEntries(words),
  };
}
