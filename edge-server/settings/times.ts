import { isDeepStrictEqual } from 'node:util';
import { withinSpan } from '../contract/hours.ts';
import type { Holidays, PolicyPeriod, Settings, Timetable } from '../contract/index.ts';
import { ALWAYS, WEEKDAYS } from '../contract/index.ts';

/** Quiet hours of a site that says nothing of its own. */
const NIGHT = '02:00-05:00';

type Calendar = Pick<Settings, 'timeZone' | 'holidays'>;

/** Whether it is within the timetable at this moment in the site's zone. The end of a span is no longer in it. */
export function withinTimetable(timetable: Timetable, { timeZone, holidays }: Calendar, at: Date): boolean {
  const here = at.toTemporalInstant().toZonedDateTimeISO(timeZone);
  const time = here.toPlainTime().toString({ smallestUnit: 'minute' });
  const today = here.toPlainDate();
  const spansOf = (date: Temporal.PlainDate) => timetable[dayOf(date, holidays)].split(',');
  // Times of the day sort as text. A span that ends before it begins, or at the same time, goes on into the next day.
  const now = spansOf(today).some((span) => {
    const [from, to] = span.split('-');
    return from && to && time >= from && (to <= from || time < to);
  });
  if (now) return true;
  return spansOf(today.subtract({ days: 1 })).some((span) => {
    const [from, to] = span.split('-');
    return from && to && to <= from && time < to;
  });
}

/**
 * Whether what interrupts the entrance for a minute may be done: the site is closed, or it is within its quiet hours; for
 * a site that names neither, in the small hours of its zone.
 */
export function isQuietTime(settings: Settings, at: Date): boolean {
  const { openingHours, quietHours, timeZone } = settings;
  if (!withinTimetable(openingHours, settings, at)) return true;
  const span = quietHours || (isDeepStrictEqual(openingHours, ALWAYS) ? NIGHT : '');
  return withinSpan(span, timeZone, at) === true;
}

/**
 * The settings with the policies of this moment: each policy is that of the first period which is on and has one.
 */
export function policiesAt(settings: Settings, at: Date): Settings {
  const { policyPeriods } = settings;
  if (policyPeriods.length === 0) return settings;
  const on = policyPeriods.filter((period) => isOn(period, settings, at));
  const first = <Key extends 'maskPolicy' | 'temperaturePolicy'>(key: Key): Settings[Key] =>
    (on.find((period) => period[key] !== null)?.[key] ?? settings[key]) as Settings[Key];
  return { ...settings, maskPolicy: first('maskPolicy'), temperaturePolicy: first('temperaturePolicy') };
}

function isOn({ season, times }: PolicyPeriod, calendar: Calendar, at: Date): boolean {
  const day = at
    .toTemporalInstant()
    .toZonedDateTimeISO(calendar.timeZone)
    .toPlainDate()
    .toPlainMonthDay()
    .toString();
  const inSeason =
    season === null ||
    (season.from <= season.to
      ? day >= season.from && day <= season.to
      : day >= season.from || day <= season.to);
  return inSeason && withinTimetable(times, calendar, at);
}

function dayOf(date: Temporal.PlainDate, holidays: Holidays) {
  const text = date.toString();
  if (holidays.includes(text) || holidays.includes(text.slice(5))) return 'holiday';
  return WEEKDAYS[date.dayOfWeek - 1]!;
}
