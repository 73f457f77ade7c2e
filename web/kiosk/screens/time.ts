import type { Language } from '../../../edge-server/contract/settings.ts';

/** An instant as the site's people say it: the day with its weekday, and the time to the minute. */
export function dayAndTime(at: Date, language: Language, timeZone: string): { day: string; time: string } {
  // British English, for a 24 hour clock and the day before the month.
  const locale = language === 'en' ? 'en-GB' : language;
  const day = new Intl.DateTimeFormat(locale, { timeZone, month: 'long', day: 'numeric', weekday: 'long' });
  const time = new Intl.DateTimeFormat(locale, {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return { day: day.format(at), time: time.format(at) };
}
