import type { AlarmCode } from '../../contract/alarms.ts';
import { type InEach, inEach } from '../language.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

/** What staff read of an alarm: its name, what it means and what to do. */
export interface AlarmText {
  title: InEach;
  means: InEach;
  todo: InEach;
}

/** The one source of the admin page's words and of docs/alarms.md (`npm run docs:alarms`). */
export const ALARM_TEXT: Record<AlarmCode, AlarmText> = inEach({ ko, en });

/** The words of an alarm; null for one that only a newer kiosk has. */
export function alarmText(code: string): AlarmText | null {
  return Object.hasOwn(ALARM_TEXT, code) ? ALARM_TEXT[code as AlarmCode] : null;
}
