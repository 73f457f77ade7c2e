import type { StaffLanguage } from '../../../edge-server/words/language.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** `Intl.DateTimeFormat` is slow to make and a list needs the same few for every row. */
function format(
  language: StaffLanguage,
  zone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${language} ${zone} ${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { timeZone: zone, ...options });
    formats.set(key, made);
  }
  return made;
}

/** The site's clock, as `14:05:09`. */
export function clockTime(at: string | number, language: StaffLanguage, zone: string): string {
  return format(language, zone, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(at));
}

/** Day and minute of the site's clock, as `2026. 11. 24. 14:05`. */
export function dateTime(at: string | number, language: StaffLanguage, zone: string): string {
  return format(language, zone, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(at));
}

/** Day and second of the site's clock, as `2026. 11. 24. 14:05:09`. */
export function fullTime(at: string | number, language: StaffLanguage, zone: string): string {
  return format(language, zone, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(at));
}

/** A day and month where the visit is of another day than `today` (`2026-11-24`), else null. */
export function otherDay(at: string, today: string, language: StaffLanguage, zone: string): string | null {
  return dayOf(at, zone) === today
    ? null
    : format(language, zone, { month: 'short', day: 'numeric' }).format(new Date(at));
}

/** The calendar day of an instant in a zone, as `2026-11-24`. */
export function dayOf(at: string | number, zone: string): string {
  const parts = format('en', zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(
    new Date(at),
  );
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** A calendar day in words; the day is a date, not an instant, so no zone moves it. */
export function dayInWords(date: string, language: StaffLanguage): string {
  return format(language, 'UTC', { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }).format(
    new Date(`${date}T00:00:00Z`),
  );
}

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** The largest unit that a length of time fills, rounded down; below a second it is 0 seconds. */
function inUnit(ms: number): [value: number, unit: (typeof STEPS)[number][0]] {
  const whole = Math.max(0, ms);
  const [unit, length] = STEPS.find(([, size]) => whole >= size) ?? STEPS[3];
  return [Math.floor(whole / length), unit];
}

/** How long ago, in words: `3분 전`, `3 minutes ago`; `now` below a second. */
export function ago(ms: number, language: StaffLanguage): string {
  const [value, unit] = inUnit(ms);
  return new Intl.RelativeTimeFormat(language, { numeric: value === 0 ? 'auto' : 'always' }).format(
    -value,
    unit,
  );
}

/** A length of time in words: `3분`, `3 minutes`. */
export function lengthInWords(ms: number, language: StaffLanguage): string {
  const [value, unit] = inUnit(ms);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}
