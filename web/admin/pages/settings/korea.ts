import type { Holidays } from '../../../../edge-server/contract/timetable.ts';

/** Days that are holidays in Korea each year; those by the moon are added by their date. */
export const KOREAN_HOLIDAYS: Holidays = [
  '01-01',
  '03-01',
  '05-05',
  '06-06',
  '08-15',
  '10-03',
  '10-09',
  '12-25',
];

/** Whether to offer them: at a site with Korea's time, by either of its names, that lacks one. */
export function offersKorea(holidays: Holidays, timeZone: string): boolean {
  if (timeZone !== 'Asia/Seoul' && timeZone !== 'ROK') return false;
  return KOREAN_HOLIDAYS.some((day) => !holidays.includes(day));
}
