import { z } from 'zod';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** What a timetable has hours for: a holiday has its own, whatever day of the week it is. */
export const TIMETABLE_DAYS = [...WEEKDAYS, 'holiday'] as const;
export type TimetableDay = (typeof TIMETABLE_DAYS)[number];

const SPAN = '([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00)';
export const ALL_DAY = '00:00-24:00';

/** Up to four spans of a day, as `08:00-12:00,13:00-18:00`; nothing is not at all. One that ends before it begins goes into the next day. */
export const DayHours = z
  .string()
  .regex(
    new RegExp(`^(${SPAN}(,${SPAN}){0,3})?$`),
    'give spans of the day, as 08:00-12:00,13:00-18:00, or nothing for not at all',
  );

/** Hours by the day of the week, and for holidays; a day that is not named is all day. */
export const Timetable = z.strictObject(
  Object.fromEntries(TIMETABLE_DAYS.map((day) => [day, DayHours.default(ALL_DAY)])) as Record<
    TimetableDay,
    z.ZodDefault<typeof DayHours>
  >,
);
export type Timetable = z.infer<typeof Timetable>;
export const ALWAYS: Timetable = Timetable.parse({});

/** Days of each month, in a leap year. */
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDayOfYear(text: string): boolean {
  const [month, day] = text.split('-').map(Number);
  return day! >= 1 && day! <= (MONTH_DAYS[month! - 1] ?? 0);
}

/** `12-25`: month and day. */
const DayOfYear = z
  .string()
  .regex(/^\d{2}-\d{2}$/)
  .refine(isDayOfYear, 'name a day of the year, as 12-25');

/** A day of one year, as `2026-09-25`, or of each, as `12-25`. */
export const Holiday = z.union(
  [z.iso.date(), DayOfYear],
  'name a day, as 2026-09-25, or one of each year, as 12-25',
);
export const Holidays = z.array(Holiday).max(200);
export type Holidays = z.infer<typeof Holidays>;

export const MaskPolicy = z.enum(['required', 'remind', 'off']);
export const TemperaturePolicy = z.enum(['required', 'optional', 'off']);

/** Other policies at certain times, as visiting hours or a flu season; null leaves the site's own. */
export const PolicyPeriod = z.strictObject({
  name: z.string().trim().min(1).max(40),
  /** The part of the year, first and last day, which may lie in the next one; null is all of it. */
  season: z.strictObject({ from: DayOfYear, to: DayOfYear }).nullable().default(null),
  times: Timetable.default(ALWAYS),
  maskPolicy: MaskPolicy.nullable().default(null),
  temperaturePolicy: TemperaturePolicy.nullable().default(null),
});
export type PolicyPeriod = z.infer<typeof PolicyPeriod>;
export const PolicyPeriods = z.array(PolicyPeriod).max(12);
export type PolicyPeriods = z.infer<typeof PolicyPeriods>;
