import { language } from '../../../shared/language.ts';
import { Notice } from '../../components/notice.tsx';
import type { SettingsForm } from './form.ts';
import { t } from './messages.ts';
import { fromTyped } from './typed.ts';
import { propertyOf, valueWords } from './words.ts';

/** What keeps the form from being saved: somebody was faster, values that do not fit, a save that failed. */
export function Trouble({ form }: { form: SettingsForm }) {
  const error = form.error.value;
  return (
    <div role="alert">
      {form.overtaken.value.length > 0 && <Overtaken form={form} />}
      {form.unfit.value && <Notice tone="deny">{t('unfit')}</Notice>}
      {error && <Notice tone={error.code === 'settings_changed' ? 'adjust' : 'deny'}>{words(error)}</Notice>}
    </div>
  );
}

function Overtaken({ form }: { form: SettingsForm }) {
  const view = form.view.value!;
  return (
    <Notice tone="adjust">
      <p>{t('overtaken')}</p>
      <ul class="overtaken">
        {form.overtaken.value.map((key) => {
          const property = propertyOf(view, key);
          const read = fromTyped(key, form.typed(key));
          const mine = 'value' in read ? valueWords(property, read.value, key) : String(form.typed(key));
          const theirs = valueWords(property, view.values[key], key);
          return (
            <li key={key}>
              {t('overtaken_line', { title: property.form.title[language.value], theirs, mine })}
            </li>
          );
        })}
      </ul>
      <div class="overtaken-buttons">
        <button type="button" class="quiet" onClick={() => form.seen()}>
          {t('overtaken_keep')}
        </button>
        <button type="button" class="quiet" onClick={() => form.discard()}>
          {t('overtaken_take')}
        </button>
      </div>
    </Notice>
  );
}

function words({ code, detail }: NonNullable<SettingsForm['error']['value']>): string {
  switch (code) {
    case 'settings_changed':
      return t('changed_elsewhere');
    case 'factor_first':
      return t('factor_first');
    case 'login_required':
      return t('failed_login');
    case 'unreachable':
      return t('failed_away');
    case 'invalid_request':
      return t('failed_invalid', { detail });
    default:
      return t('failed_other');
  }
}
