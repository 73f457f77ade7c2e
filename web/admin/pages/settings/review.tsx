import { language } from '../../../shared/language.ts';
import { Dialog } from '../../components/dialog.tsx';
import type { SettingsForm } from './form.ts';
import { t } from './messages.ts';
import { propertyOf, valueWords } from './words.ts';

interface ReviewProps {
  form: SettingsForm;
  onSave(): void;
  onClose(): void;
}

/** What a save would change, before it does. */
export function Review({ form, onSave, onClose }: ReviewProps) {
  const view = form.view.value!;
  return (
    <Dialog title={t('review_title')} onClose={onClose} onSubmit={onSave}>
      <table class="differences">
        <thead>
          <tr>
            <th scope="col">{t('setting')}</th>
            <th scope="col">{t('before')}</th>
            <th scope="col">{t('after')}</th>
          </tr>
        </thead>
        <tbody>
          {form.differences.value.map(({ key, before, after }) => {
            const property = propertyOf(view, key);
            return (
              <tr key={key}>
                <th scope="row">
                  {property.form.title[language.value]}
                  {property.form.restart && <span class="hint">{t('restart')}</span>}
                </th>
                <td>{valueWords(property, before, key)}</td>
                <td class="after">{valueWords(property, after, key)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <div class="buttons">
        <button type="button" class="quiet" onClick={onClose}>
          {t('review_back')}
        </button>
        <button type="submit" class="primary" disabled={form.saving.value}>
          {t('save')}
        </button>
      </div>
    </Dialog>
  );
}
