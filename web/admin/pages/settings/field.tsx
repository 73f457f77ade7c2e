import { useId } from 'preact/hooks';
import type { Holidays, PolicyPeriods, Timetable } from '../../../../edge-server/contract/timetable.ts';
import type { SettingProperty } from '../../../../edge-server/words/settings/index.ts';
import { language } from '../../../shared/language.ts';
import type { SettingsForm } from './form.ts';
import { HolidaysField } from './holidays-field.tsx';
import { t } from './messages.ts';
import { PeriodsField } from './periods-field.tsx';
import { TimetableField } from './timetable-field.tsx';
import { isNumber, type Key, kindOf, same, type Typed } from './typed.ts';
import { faultWords, optionName, propertyOf, valueWords } from './words.ts';
import { ZoneField } from './zone-field.tsx';

/** Fields that take the whole width. */
const WIDE = new Set<unknown>(['timetable', 'holidays', 'periods']);

/** One setting: its name, where its value comes from, the field, its help, and what is wrong with what is typed. */
export function Field({ form, name }: { form: SettingsForm; name: Key }) {
  const id = useId();
  const view = form.view.value!;
  const property = propertyOf(view, name);
  const fault = form.faults.value.get(name);
  const list = typeof view.values[name] === 'object';
  const source = view.sources[name];
  const base = view.base[name];
  const { title, help, restart } = property.form;
  return (
    <div class={`setting ${form.touched(name) ? 'touched' : ''} ${WIDE.has(kindOf(name)) ? 'wide' : ''}`}>
      <div class="form-field">
        <div class="setting-name">
          {list ? (
            <span class="field-name" id={id}>
              {title[language.value]}
            </span>
          ) : (
            <label for={id}>{title[language.value]}</label>
          )}
          {source === 'file' && <span class="plain-chip staff">{t('from_file')}</span>}
          {source === 'staff' && <span class="plain-chip adjust">{t('from_staff')}</span>}
        </div>
        <Control form={form} name={name} id={id} property={property} />
        {fault && (
          <p class="form-problem" id={`${id}-fault`}>
            {faultWords(fault)}
          </p>
        )}
        <p class="hint" id={`${id}-help`}>
          {help[language.value]}
          {restart && ` ${t('restart')}.`}
        </p>
        {source === 'staff' && !same(form.typed(name), String(base)) && !same(form.typed(name), base) && (
          <button type="button" class="to-base" onClick={() => form.toBase(name)}>
            {t('to_base', { value: valueWords(property, base, name) })}
          </button>
        )}
      </div>
    </div>
  );
}

interface ControlProps {
  form: SettingsForm;
  name: Key;
  id: string;
  property: SettingProperty;
}

function Control({ form, name, id, property }: ControlProps) {
  const typed = form.typed(name);
  const change = (to: Typed) => form.type(name, to);
  const about = {
    id,
    'aria-describedby': `${id}-fault ${id}-help`,
    'aria-invalid': form.faults.value.has(name),
  };
  if (typeof typed === 'boolean') {
    return (
      <select
        {...about}
        value={String(typed)}
        onChange={(event) => change(event.currentTarget.value === 'true')}
      >
        <option value="true">{t('yes')}</option>
        <option value="false">{t('no')}</option>
      </select>
    );
  }
  const kind = kindOf(name);
  if (kind === 'timetable') {
    return <TimetableField labelledBy={id} value={typed as Timetable} onChange={change} />;
  }
  if (kind === 'holidays') {
    const timeZone = String(form.typed('timeZone'));
    return <HolidaysField labelledBy={id} value={typed as Holidays} timeZone={timeZone} onChange={change} />;
  }
  if (kind === 'periods') {
    const view = form.view.value!;
    const policies = {
      maskPolicy: propertyOf(view, 'maskPolicy'),
      temperaturePolicy: propertyOf(view, 'temperaturePolicy'),
    };
    return (
      <PeriodsField labelledBy={id} value={typed as PolicyPeriods} policies={policies} onChange={change} />
    );
  }
  if (Array.isArray(typed)) {
    const chosen = typed as readonly string[];
    const { items } = property as { items?: { enum?: string[] } };
    return (
      // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own disabled state and legend
      <div role="group" aria-labelledby={id} class="choices-of">
        {(items?.enum ?? []).map((value) => (
          <label key={value} class="form-check">
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={(event) =>
                change(
                  event.currentTarget.checked ? [...chosen, value] : chosen.filter((one) => one !== value),
                )
              }
            />
            <span>{optionName(property, value)}</span>
          </label>
        ))}
      </div>
    );
  }
  if (property.enum) {
    return (
      <select {...about} value={String(typed)} onChange={(event) => change(event.currentTarget.value)}>
        {property.enum.map((value) => (
          <option key={value} value={value}>
            {optionName(property, value)}
          </option>
        ))}
      </select>
    );
  }
  if (kind === 'zone') {
    return <ZoneField about={about} value={String(typed)} onChange={change} />;
  }
  const unit = property.form.unit?.[language.value];
  return (
    <div class="with-unit">
      <input
        {...about}
        {...(kind === 'time' ? { type: 'time' as const } : { type: 'text' as const })}
        value={String(typed)}
        class={isNumber(name) ? 'number' : ''}
        {...(isNumber(name) && { inputMode: 'decimal' as const })}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => change(event.currentTarget.value)}
      />
      {unit && <span>{unit}</span>}
    </div>
  );
}
