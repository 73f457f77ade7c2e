import { useState } from 'preact/hooks';
import { NOTE_LETTERS } from '../../../../edge-server/contract/access.ts';
import { MaskLabel } from '../../../../edge-server/contract/evidence.ts';
import type { VisitDetail } from '../../../../edge-server/contract/steps.ts';
import type { MarkRequest } from '../../../../edge-server/contract/visit-query.ts';
import { language } from '../../../shared/language.ts';
import type { App } from '../../app/app.ts';
import { failureWords } from '../../format/failure.ts';
import { dateTime } from '../../format/time.ts';
import { t as common } from '../../messages/text.ts';
import { codeOf } from '../../state/resource.ts';
import { t } from './messages.ts';

interface MarkFormProps {
  app: App;
  visit: VisitDetail;
  changed(visit: VisitDetail): void;
}

/** Says that the mask was judged wrongly, and what is right. It can be taken back at once, and later. */
export function MarkForm({ app, visit, changed }: MarkFormProps) {
  const { mark } = visit;
  const [label, setLabel] = useState<MaskLabel | null>(null);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);

  async function write(next: MarkRequest | null, undo: MarkRequest | null | undefined): Promise<void> {
    setBusy(true);
    try {
      changed(await app.api.mark(visit.id, next));
      setLabel(null);
      setNote('');
      const back = undo === undefined ? null : () => void write(undo, undefined);
      app.toasts.show(next === null ? t('mark_removed') : t('mark_set'), back);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'login_required') app.session.ended();
      else app.toasts.fail(failureWords(code)[0]);
    } finally {
      setBusy(false);
    }
  }

  const before = mark && { label: mark.label, note: mark.note };
  return (
    <section class={`card ${mark ? '' : 'screen-only'}`} aria-labelledby="mark-title">
      <div class="card-head">
        <h2 id="mark-title">{t('mark')}</h2>
      </div>
      <p class="hint screen-only">{t('mark_hint')}</p>
      {mark && (
        <div class="mark-now">
          <p>
            <strong>{t('marked_as', { label: common(`mask_${mark.label}`) })}</strong>
            {mark.note && <q>{mark.note}</q>}
            <span class="hint">
              {mark.author?.replace(/^user:/, '')} ·{' '}
              {dateTime(mark.marked_at, language.value, app.live.zone.value)}
            </span>
          </p>
          <button
            type="button"
            class="quiet screen-only"
            disabled={busy}
            onClick={() => void write(null, before)}
          >
            {t('mark_remove')}
          </button>
        </div>
      )}
      <form
        class="mark-form screen-only"
        onSubmit={(event) => {
          event.preventDefault();
          if (label) void write({ label, note }, before);
        }}
      >
        <fieldset class="mark-labels">
          <legend>{t('mark_right')}</legend>
          {MaskLabel.options.map((option) => (
            <label key={option} class="option">
              <input type="radio" name="label" checked={label === option} onChange={() => setLabel(option)} />
              <span>{common(`mask_${option}`)}</span>
            </label>
          ))}
        </fieldset>
        <label class="field">
          <span>{t('mark_note')}</span>
          <input
            value={note}
            maxLength={NOTE_LETTERS}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary" disabled={busy || label === null}>
          {t('mark_save')}
        </button>
      </form>
    </section>
  );
}
