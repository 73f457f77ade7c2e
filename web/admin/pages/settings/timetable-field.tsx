import {
  ALL_DAY,
  TIMETABLE_DAYS,
  type Timetable,
  type TimetableDay,
} from '../../../../edge-server/contract/timetable.ts';
import { t } from './messages.ts';
import { dayName } from './timetable-words.ts';

/** Spans of one day, as the contract has it. */
const MOST_SPANS = 4;
const FIRST_SPAN = '09:00-18:00';
const WORKDAYS: readonly TimetableDay[] = ['tue', 'wed', 'thu', 'fri'];

interface TimetableFieldProps {
  /** Names the group for screen readers. */
  labelledBy: string;
  value: Timetable;
  onChange(value: Timetable): void;
}

/** Hours for each day of the week and for holidays: all day, not at all, or spans of it. */
export function TimetableField({ labelledBy, value, onChange }: TimetableFieldProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own disabled state and legend
    <div role="group" aria-labelledby={labelledBy} class="timetable">
      {TIMETABLE_DAYS.map((day) => (
        <Day
          key={day}
          day={day}
          hours={value[day]}
          onChange={(hours) => onChange({ ...value, [day]: hours })}
        >
          {day === 'mon' && WORKDAYS.some((other) => value[other] !== value.mon) && (
            <button
              type="button"
              class="to-base"
              onClick={() =>
                onChange({ ...value, ...Object.fromEntries(WORKDAYS.map((other) => [other, value.mon])) })
              }
            >
              {t('as_monday')}
            </button>
          )}
        </Day>
      ))}
    </div>
  );
}

interface DayProps {
  day: TimetableDay;
  hours: string;
  onChange(hours: string): void;
  children: preact.ComponentChildren;
}

function Day({ day, hours, onChange, children }: DayProps) {
  const kind = hours === '' ? 'none' : hours === ALL_DAY ? 'all' : 'spans';
  const spans = kind === 'spans' ? hours.split(',') : [];
  const name = dayName(day, 'long');
  const put = (n: number, span: string) => onChange(spans.with(n, span).join(','));
  return (
    <div class="timetable-day">
      <span class="timetable-name">{name}</span>
      <select
        aria-label={name}
        value={kind}
        onChange={(event) => {
          const to = event.currentTarget.value;
          onChange(to === 'all' ? ALL_DAY : to === 'none' ? '' : FIRST_SPAN);
        }}
      >
        <option value="all">{t('all_day')}</option>
        <option value="spans">{t('spans')}</option>
        <option value="none">{t('not_at_all')}</option>
      </select>
      {spans.map((span, n) => {
        const [from = '', to = ''] = span.split('-');
        return (
          <span key={n} class="timetable-span">
            <input
              type="time"
              required
              aria-label={t('span_from', { day: name })}
              value={from}
              onInput={(event) => put(n, `${event.currentTarget.value}-${to}`)}
            />
            <span aria-hidden="true">–</span>
            <input
              type="time"
              required
              aria-label={t('span_to', { day: name })}
              value={to === '24:00' ? '00:00' : to}
              onInput={(event) => put(n, `${from}-${event.currentTarget.value}`)}
            />
            {spans.length > 1 && (
              <button
                type="button"
                class="to-base"
                aria-label={t('span_remove', { day: name, span })}
                onClick={() => onChange(spans.filter((_, other) => other !== n).join(','))}
              >
                ✕
              </button>
            )}
          </span>
        );
      })}
      {kind === 'spans' && spans.length < MOST_SPANS && (
        <button
          type="button"
          class="to-base"
          aria-label={t('span_add', { day: name })}
          onClick={() => onChange([...spans, FIRST_SPAN].join(','))}
        >
          + {t('span')}
        </button>
      )}
      {children}
    </div>
  );
}
