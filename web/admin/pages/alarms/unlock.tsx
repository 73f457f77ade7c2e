import { useId, useState } from 'preact/hooks';
import { NOTE_LETTERS } from '../../../../edge-server/contract/access.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { Dialog } from '../../components/dialog.tsx';
import type { AlarmCalls } from './calls.ts';
import { t } from './messages.ts';

/** Lets a rule's lock go, with a reason for the audit log. */
export function Unlock({ app, calls, onClose }: { app: App; calls: AlarmCalls; onClose: () => void }) {
  const id = useId();
  const [reason, setReason] = useState('');
  const unlock = async () => {
    const work = async () => {
      await calls.unlock(reason);
      return true;
    };
    if (!(await act(app, work))) return;
    app.toasts.show(t('unlocked'));
    onClose();
  };
  return (
    <Dialog title={t('unlock')} onClose={onClose} onSubmit={() => void unlock()}>
      <div class="form-field">
        <label for={id}>{t('unlock_reason')}</label>
        <input
          id={id}
          value={reason}
          required
          maxLength={NOTE_LETTERS}
          aria-describedby={`${id}-hint`}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        <p class="hint" id={`${id}-hint`}>
          {t('unlock_hint')}
        </p>
      </div>
      <div class="buttons">
        <button type="button" class="quiet" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="submit" class="primary">
          {t('unlock')}
        </button>
      </div>
    </Dialog>
  );
}
