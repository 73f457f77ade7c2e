import { useId } from 'preact/hooks';
import { type DutyChoice, DutyKind } from '../../../../../edge-server/contract/duty.ts';
import { DaySpan } from '../../../../../edge-server/contract/hours.ts';
import { STAFF_LANGUAGES, type StaffLanguage } from '../../../../../edge-server/words/language.ts';
import { t } from './messages.ts';

export const hoursOk = (hours: string) => DaySpan.safeParse(hours.trim()).success;

interface ChoiceFieldsProps {
  choice: DutyChoice;
  onChange(choice: DutyChoice): void;
}

/** What wakes somebody, when, and in which words. */
export function ChoiceFields({ choice, onChange }: ChoiceFieldsProps) {
  const id = useId();
  const bad = !hoursOk(choice.hours);
  return (
    <>
      <fieldset class="form-field">
        <legend>{t('kinds')}</legend>
        {DutyKind.options.map((kind) => (
          <label key={kind} class="form-check">
            <input
              type="checkbox"
              checked={choice.kinds.includes(kind)}
              onChange={(event) => {
                const others = choice.kinds.filter((one) => one !== kind);
                onChange({ ...choice, kinds: event.currentTarget.checked ? [...others, kind] : others });
              }}
            />
            <span>{t(`kind_${kind}`)}</span>
          </label>
        ))}
      </fieldset>
      <div class="pair">
        <div class="form-field">
          <label for={`${id}-hours`}>{t('hours')}</label>
          <input
            id={`${id}-hours`}
            value={choice.hours}
            maxLength={11}
            autocomplete="off"
            placeholder={t('always')}
            aria-invalid={bad}
            aria-describedby={`${id}-hint`}
            onInput={(event) => onChange({ ...choice, hours: event.currentTarget.value })}
          />
          <p class={bad ? 'form-problem' : 'hint'} id={`${id}-hint`}>
            {t(bad ? 'hours_bad' : 'hours_hint')}
          </p>
        </div>
        <div class="form-field">
          <label for={`${id}-language`}>{t('words_in')}</label>
          <select
            id={`${id}-language`}
            value={choice.language}
            onChange={(event) =>
              onChange({ ...choice, language: event.currentTarget.value as StaffLanguage })
            }
          >
            {STAFF_LANGUAGES.map((one) => (
              <option key={one} value={one} lang={one}>
                {t(`language_${one}`)}
              </option>
            ))}
          </select>
        </div>
      </div>
    </>
  );
}
