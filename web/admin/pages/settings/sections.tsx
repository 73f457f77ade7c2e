import { useId, useState } from 'preact/hooks';
import type { SettingsGroup } from '../../../../edge-server/words/settings/index.ts';
import { language } from '../../../shared/language.ts';
import { Empty } from '../../components/error-view.tsx';
import { Field } from './field.tsx';
import { keysOf, type SettingsForm } from './form.ts';
import { t } from './messages.ts';
import { found } from './search.ts';
import type { Key } from './typed.ts';
import { propertyOf, schemaOf } from './words.ts';

/** The settings in their sections, with a search over their words; what few sites need is folded away in each. */
export function Sections({ form, disabled }: { form: SettingsForm; disabled: boolean }) {
  const [text, setText] = useState('');
  const view = form.view.value!;
  const { groups } = schemaOf(view);
  const keys = keysOf(view).filter((key) => found(key, propertyOf(view, key), groups, text));
  const shown = (Object.keys(groups) as SettingsGroup[])
    .map((group) => ({
      group,
      title: groups[group][language.value],
      keys: keys.filter((key) => propertyOf(view, key).form.group === group),
    }))
    .filter((section) => section.keys.length > 0);
  return (
    <>
      <div class="settings-find">
        <input
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <nav aria-label={t('sections')}>
          <ul class="section-list">
            {shown.map(({ group, title }) => (
              <li key={group}>
                <button type="button" class="quiet" onClick={() => go(group)}>
                  {title}
                </button>
              </li>
            ))}
          </ul>
        </nav>
      </div>
      <p class="unseen" role="status">
        {text && t('search_found', { n: keys.length })}
      </p>
      {shown.length === 0 && <Empty title={t('search_none', { text })} hint={t('search_none_hint')} />}
      <fieldset class="form" disabled={disabled} aria-label={t('title')}>
        {shown.map((section) => (
          <Section key={section.group} {...section} form={form} open={text.trim() !== ''} />
        ))}
      </fieldset>
    </>
  );
}

function go(group: SettingsGroup): void {
  const title = document.getElementById(`group-${group}`);
  title?.scrollIntoView({ block: 'start' });
  title?.focus({ preventScroll: true });
}

interface SectionProps {
  form: SettingsForm;
  group: SettingsGroup;
  title: string;
  keys: readonly Key[];
  /** The search has found what is in it. */
  open: boolean;
}

function Section({ form, group, title, keys, open }: SectionProps) {
  const id = useId();
  const view = form.view.value!;
  const advanced = keys.filter((key) => propertyOf(view, key).form.advanced);
  const plain = keys.filter((key) => !advanced.includes(key));
  // What differs from the default, and what is being changed, is never folded away.
  const special = advanced.some((key) => view.sources[key] !== 'default' || form.touched(key));
  return (
    <section class="card" aria-labelledby={`group-${group}`}>
      <div class="card-head">
        <h2 id={`group-${group}`} tabIndex={-1}>
          {title}
        </h2>
      </div>
      <div class="setting-list">
        {plain.map((key) => (
          <Field key={key} form={form} name={key} />
        ))}
      </div>
      {advanced.length > 0 && (
        <details class="advanced" open={open || special}>
          <summary id={id}>{t('advanced', { n: advanced.length })}</summary>
          <div class="setting-list">
            {advanced.map((key) => (
              <Field key={key} form={form} name={key} />
            ))}
          </div>
        </details>
      )}
    </section>
  );
}
