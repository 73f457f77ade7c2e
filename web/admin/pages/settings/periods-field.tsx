import { useId } from 'preact/hooks';
import { ALWAYS, type PolicyPeriod, type PolicyPeriods } from '../../../../edge-server/contract/timetable.ts';
import type { SettingProperty } from '../../../../edge-server/words/settings/index.ts';
import { language } from '../../../shared/language.ts';
import { t } from './messages.ts';
import { TimetableField } from './timetable-field.tsx';
import { monthName } from './timetable-words.ts';

const MOST = 12;
const WINTER = { from: '10-01', to: '04-30' };
const OWN = 'own';

type Policies = Record<'maskPolicy' | 'temperaturePolicy', SettingProperty>;

interface PeriodsFieldProps {
  labelledBy: string;
  value: PolicyPeriods;
  /** Of the two policies that a period may set. */
  policies: Policies;
  onChange(value: PolicyPeriods): void;
}

/** Times at which other policies hold: each has a name, a part of the year or all of it, hours, and what holds then. */
export function PeriodsField({ labelledBy, value, policies, onChange }: PeriodsFieldProps) {
  const add = () =>
    onChange([
      ...value,
      {
        name: t('period_name_first'),
        season: null,
        times: ALWAYS,
        maskPolicy: 'required',
        temperaturePolicy: null,
      },
    ]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own disabled state and legend
    <div role="group" aria-labelledby={labelledBy} class="periods">
      {value.map((period, n) => (
        <Period
          key={n}
          period={period}
          policies={policies}
          onChange={(now) => onChange(value.with(n, now))}
          onRemove={() => onChange(value.filter((_, other) => other !== n))}
        />
      ))}
      {value.length < MOST && (
        <button type="button" class="quiet" onClick={add}>
          {t('period_add')}
        </button>
      )}
    </div>
  );
}

interface PeriodProps {
  period: PolicyPeriod;
  policies: Policies;
  onChange(period: PolicyPeriod): void;
  onRemove(): void;
}

function Period({ period, policies, onChange, onRemove }: PeriodProps) {
  const id = useId();
  const { name, season, times } = period;
  return (
    <fieldset class="period">
      <legend class="unseen">{name}</legend>
      <div class="form-field">
        <label for={`${id}-name`}>{t('period_name')}</label>
        <input
          id={`${id}-name`}
          value={name}
          maxLength={40}
          autocomplete="off"
          onInput={(event) => onChange({ ...period, name: event.currentTarget.value })}
        />
      </div>
      {(['maskPolicy', 'temperaturePolicy'] as const).map((key) => (
        <div key={key} class="form-field">
          <label for={`${id}-${key}`}>{policies[key].form.title[language.value]}</label>
          <select
            id={`${id}-${key}`}
            value={period[key] ?? OWN}
            onChange={(event) => {
              const to = event.currentTarget.value;
              onChange({ ...period, [key]: to === OWN ? null : to } as PolicyPeriod);
            }}
          >
            <option value={OWN}>{t('period_own')}</option>
            {(policies[key].enum ?? []).map((option) => (
              <option key={option} value={option}>
                {policies[key].form.options?.[option]?.[language.value] ?? option}
              </option>
            ))}
          </select>
        </div>
      ))}
      <label class="form-check">
        <input
          type="checkbox"
          checked={season !== null}
          onChange={(event) => onChange({ ...period, season: event.currentTarget.checked ? WINTER : null })}
        />
        <span>{t('season')}</span>
      </label>
      {season && (
        <div class="season">
          <DayOfYear
            label={t('season_from')}
            value={season.from}
            onChange={(from) => onChange({ ...period, season: { ...season, from } })}
          />
          <DayOfYear
            label={t('season_to')}
            value={season.to}
            onChange={(to) => onChange({ ...period, season: { ...season, to } })}
          />
        </div>
      )}
      <details open={times !== ALWAYS && Object.values(times).some((hours) => hours !== ALWAYS.mon)}>
        <summary id={`${id}-times`}>{t('period_times')}</summary>
        <TimetableField
          labelledBy={`${id}-times`}
          value={times}
          onChange={(to) => onChange({ ...period, times: to })}
        />
      </details>
      <button type="button" class="quiet" onClick={onRemove}>
        {t('period_remove', { name })}
      </button>
    </fieldset>
  );
}

function DayOfYear({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange(value: string): void;
}) {
  const [month = '01', day = '01'] = value.split('-');
  const two = (n: number) => String(n).padStart(2, '0');
  return (
    <div class="day-of-year">
      <span>{label}</span>
      <select
        aria-label={t('month_of', { what: label })}
        value={month}
        onChange={(event) => onChange(`${event.currentTarget.value}-${day}`)}
      >
        {Array.from({ length: 12 }, (_, n) => (
          <option key={two(n + 1)} value={two(n + 1)}>
            {monthName(n + 1)}
          </option>
        ))}
      </select>
      <select
        aria-label={t('day_of', { what: label })}
        value={day}
        onChange={(event) => onChange(`${month}-${event.currentTarget.value}`)}
      >
        {Array.from({ length: 31 }, (_, n) => (
          <option key={two(n + 1)} value={two(n + 1)}>
            {n + 1}
          </option>
        ))}
      </select>
    </div>
  );
}
