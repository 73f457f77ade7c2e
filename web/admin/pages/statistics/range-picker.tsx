import type { ComponentChildren } from 'preact';
import { BucketChoice } from './bucket-choice.tsx';
import { t } from './messages.ts';
import { type DayRange, moved, PRESETS, presetOf, presetRange } from './range.ts';
import type { View } from './view.ts';

interface RangePickerProps {
  view: View;
  today: string;
  change(changes: Partial<Record<'from' | 'to' | 'bucket' | 'compare', string | null>>): void;
  /** Chooses whose figures; only a fleet has more than one. */
  place: ComponentChildren;
}

/** Chooses the days, the bucket, and whether to compare; all of it stands in the address. */
export function RangePicker({ view, today, change, place }: RangePickerProps) {
  const preset = presetOf(view.range, today);
  const go = (range: DayRange) => change({ ...range, bucket: null });
  const later = moved(view.range, 1);
  return (
    <form class="card range screen-only" aria-label={t('range')} onSubmit={(event) => event.preventDefault()}>
      {place}
      <fieldset class="segments" aria-label={t('range')}>
        {PRESETS.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={preset === name}
            onClick={() => go(presetRange(name, today))}
          >
            {t(name)}
          </button>
        ))}
      </fieldset>
      <div class="dates">
        <button
          type="button"
          class="quiet step"
          aria-label={t('earlier')}
          onClick={() => go(moved(view.range, -1))}
        >
          ‹
        </button>
        <DateField
          name="from"
          value={view.range.from}
          most={view.range.to}
          change={(from) => change({ from, to: view.range.to, bucket: null })}
        />
        <span aria-hidden="true">–</span>
        <DateField
          name="to"
          value={view.range.to}
          least={view.range.from}
          most={today}
          change={(to) => change({ from: view.range.from, to, bucket: null })}
        />
        <button
          type="button"
          class="quiet step"
          aria-label={t('later')}
          disabled={later.from > today}
          onClick={() => go({ from: later.from, to: later.to > today ? today : later.to })}
        >
          ›
        </button>
      </div>
      <BucketChoice view={view} change={(bucket) => change({ bucket })} />
      <label class="switch">
        <input
          type="checkbox"
          checked={view.compare}
          onChange={(event) => change({ compare: event.currentTarget.checked ? '1' : null })}
        />
        <span>{t('compare')}</span>
      </label>
    </form>
  );
}

interface DateFieldProps {
  name: 'from' | 'to';
  value: string;
  least?: string;
  most?: string;
  change(date: string): void;
}

function DateField({ name, value, least, most, change }: DateFieldProps) {
  return (
    <label>
      <span class="unseen">{t(name)}</span>
      <input
        type="date"
        class="field-input"
        value={value}
        min={least}
        max={most}
        onChange={(event) => {
          // While a date is typed it is empty: what was chosen holds.
          if (event.currentTarget.value) change(event.currentTarget.value);
        }}
      />
    </label>
  );
}
