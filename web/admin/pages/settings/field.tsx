import { useId } from 'preact/hooks';
import type { SettingProperty } from '../../../../edge-server/words/settings/index.ts';
import { language } from '../../../shared/language.ts';
import type { SettingsForm } from './form.ts';
import { t } from './messages.ts';
import { isNumber, type Key, same, type Typed } from './typed.ts';
import { faultWords, optionName, propertyOf, valueWords } from './words.ts';

/** Zones to choose from; any of the IANA list may be typed. */
const ZONES = Intl.supportedValuesOf('timeZone');

/** One setting: its name, where its value comes from, the field, its help, and what is wrong with what is typed. */
export function Field({ form, name }: { form: SettingsForm; name: Key }) {
  const id = useId();
  const view = form.view.value!;
  const property = propertyOf(view, name);
  const fault = form.faults.value.get(name);
  const list = Array.isArray(view.values[name]);
  const source = view.sources[name];
  const base = view.base[name];
  const { title, help, restart } = property.form;
  return (
    <div class={`setting ${form.touched(name) ? 'touched' : ''}`}>
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
            {t('to_base', { value: valueWords(property, base) })}
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
  if (typeof typed !== 'string') {
    const { items } = property as { items?: { enum?: string[] } };
    return (
      // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own disabled state and legend
      <div role="group" aria-labelledby={id} class="choices-of">
        {(items?.enum ?? []).map((value) => (
          <label key={value} class="form-check">
            <input
              type="checkbox"
              checked={typed.includes(value)}
              onChange={(event) =>
                change(event.currentTarget.checked ? [...typed, value] : typed.filter((one) => one !== value))
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
      <select {...about} value={typed} onChange={(event) => change(event.currentTarget.value)}>
        {property.enum.map((value) => (
          <option key={value} value={value}>
            {optionName(property, value)}
          </option>
        ))}
      </select>
    );
  }
  if (name === 'timeZone') {
    return (
      <>
        <input
          {...about}
          type="text"
          list={`${id}-zones`}
          value={typed}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => change(event.currentTarget.value)}
        />
        <datalist id={`${id}-zones`}>
          {ZONES.map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </>
    );
  }
  const unit = property.form.unit?.[language.value];
  return (
    <div class="with-unit">
      <input
        {...about}
        value={typed}
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
