import { useId, useState } from 'preact/hooks';
import type { Holidays } from '../../../../edge-server/contract/timetable.ts';
import { language } from '../../../shared/language.ts';
import { KOREAN_HOLIDAYS, offersKorea } from './korea.ts';
import { t } from './messages.ts';

interface HolidaysFieldProps {
  labelledBy: string;
  value: Holidays;
  /** Of the site. */
  timeZone: string;
  onChange(value: Holidays): void;
}

/** Days of one year or of each, the next to come first in the list. */
export function HolidaysField({ labelledBy, value, timeZone, onChange }: HolidaysFieldProps) {
  const id = useId();
  const [date, setDate] = useState('');
  const [yearly, setYearly] = useState(false);
  const put = (days: readonly string[]) => onChange([...new Set([...value, ...days])].toSorted());
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own disabled state and legend
    <div role="group" aria-labelledby={labelledBy} class="holidays">
      <ul class="holiday-list">
        {value.map((day) => (
          <li key={day} class="plain-chip">
            {holidayName(day)}
            <button
              type="button"
              aria-label={t('holiday_remove', { day: holidayName(day) })}
              onClick={() => onChange(value.filter((other) => other !== day))}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
      <div class="holiday-add">
        <input
          type="date"
          aria-label={t('holiday_date')}
          value={date}
          onInput={(event) => setDate(event.currentTarget.value)}
        />
        <label class="form-check" for={id}>
          <input
            id={id}
            type="checkbox"
            checked={yearly}
            onChange={(event) => setYearly(event.currentTarget.checked)}
          />
          <span>{t('holiday_yearly')}</span>
        </label>
        <button
          type="button"
          class="quiet"
          disabled={date === ''}
          onClick={() => {
            put([yearly ? date.slice(5) : date]);
            setDate('');
          }}
        >
          {t('holiday_add')}
        </button>
      </div>
      {offersKorea(value, timeZone) && (
        <button type="button" class="to-base" onClick={() => put(KOREAN_HOLIDAYS)}>
          {t('holiday_korea')}
        </button>
      )}
    </div>
  );
}

/** `25 December, each year`, or with its year. */
function holidayName(day: string): string {
  const yearly = day.length === 5;
  const at = new Date(`${yearly ? `2024-${day}` : day}T00:00:00Z`);
  const words = at.toLocaleDateString(language.value, {
    ...(!yearly && { year: 'numeric' as const }),
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  });
  return yearly ? t('holiday_each', { day: words }) : words;
}
