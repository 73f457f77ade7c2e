import {
  ALL_DAY,
  type Holidays,
  type PolicyPeriods,
  TIMETABLE_DAYS,
  type Timetable,
  type TimetableDay,
} from '../../../../edge-server/contract/timetable.ts';
import { language } from '../../../shared/language.ts';
import { t } from './messages.ts';

/** 2024 began on a Monday. */
const monday = (plus: number) => new Date(Date.UTC(2024, 0, 1 + plus));

/** `Mon`, or the word for a holiday. */
export function dayName(day: TimetableDay, style: 'short' | 'long' = 'short'): string {
  if (day === 'holiday') return t('holiday');
  const form = new Intl.DateTimeFormat(language.value, { weekday: style, timeZone: 'UTC' });
  return form.format(monday(TIMETABLE_DAYS.indexOf(day)));
}

/** `January`. @param month from 1 */
export function monthName(month: number): string {
  const form = new Intl.DateTimeFormat(language.value, { month: 'long', timeZone: 'UTC' });
  return form.format(new Date(Date.UTC(2024, month - 1, 1)));
}

function hoursWords(hours: string): string {
  if (hours === '') return t('not_at_all');
  return hours === ALL_DAY ? t('all_day') : hours.replaceAll(',', ', ');
}

/** `Mon–Fri 08:00-18:00; Sat–holiday closed`: days in a row that are alike are one. */
export function timetableWords(timetable: Timetable): string {
  const runs: { from: TimetableDay; to: TimetableDay; hours: string }[] = [];
  for (const day of TIMETABLE_DAYS) {
    const last = runs.at(-1);
    if (last?.hours === timetable[day]) last.to = day;
    else runs.push({ from: day, to: day, hours: timetable[day] });
  }
  if (runs.length === 1) return hoursWords(runs[0]!.hours);
  return runs
    .map(({ from, to, hours }) => {
      const days = from === to ? dayName(from) : `${dayName(from)}–${dayName(to)}`;
      return `${days} ${hoursWords(hours)}`;
    })
    .join('; ');
}

export function holidayWords(holidays: Holidays): string {
  return holidays.join(', ');
}

export function periodWords(periods: PolicyPeriods): string {
  return periods.map(({ name }) => name).join(', ');
}
