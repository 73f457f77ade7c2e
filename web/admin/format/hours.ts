import type { Today } from '../../../edge-server/contract/admin.ts';
import type { StaffLanguage } from '../../../edge-server/words/language.ts';

export type Hour = Today['hours'][number];

/** The kinds of verdict in the order in which they are stacked, from the ground up. */
export const KINDS = ['pass', 'staff', 'adjust', 'deny'] as const;
export type Kind = (typeof KINDS)[number];

/** A quiet day still shows a working day, so that the bars do not jump with each early visitor. */
const FROM_HOUR = 8;
const TO_HOUR = 19;

/** All verdicts of an hour. */
export function totalOf(hour: Hour): number {
  return KINDS.reduce((sum, kind) => sum + hour[kind], 0);
}

/** The hour on the site's clock, 0 to 23. */
export function hourOfDay(start: string, zone: string): number {
  const text = new Intl.DateTimeFormat('en', { hour: '2-digit', hourCycle: 'h23', timeZone: zone }).format(
    new Date(start),
  );
  return Number.parseInt(text, 10);
}

/** How the axis names an hour: `14시`, `14:00`. A zone with half hours keeps its minutes. */
export function hourLabel(start: string, language: StaffLanguage, zone: string): string {
  const hour = hourOfDay(start, zone);
  return language === 'ko' ? `${hour}시` : `${String(hour).padStart(2, '0')}:00`;
}

/**
 * The part of the day worth drawing: the working day, widened to every hour that has a visit. A day of 23 or 25
 * hours keeps them all in order, with the doubled hour twice.
 */
export function shownHours(hours: readonly Hour[], zone: string): Hour[] {
  const wanted = hours.map((hour) => {
    const at = hourOfDay(hour.start, zone);
    return totalOf(hour) > 0 || (at >= FROM_HOUR && at < TO_HOUR);
  });
  return hours.slice(Math.max(0, wanted.indexOf(true)), wanted.lastIndexOf(true) + 1);
}

/** The hour with the most verdicts, the earliest of equals; null on a day without any. */
export function busiest(hours: readonly Hour[]): Hour | null {
  let most: Hour | null = null;
  for (const hour of hours) if (totalOf(hour) > (most ? totalOf(most) : 0)) most = hour;
  return most;
}
