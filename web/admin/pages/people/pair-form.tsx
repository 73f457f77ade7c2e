import { useId, useState } from 'preact/hooks';
import type { PairingCode } from '../../../../edge-server/contract/access.ts';
import { language } from '../../../shared/language.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { Dialog } from '../../components/dialog.tsx';
import { Secret } from '../../components/secret.tsx';
import { clockTime } from '../../format/time.ts';
import type { PeopleCalls } from './calls.ts';
import { t } from './messages.ts';

interface PairProps {
  app: App;
  calls: PeopleCalls;
  onClose(): void;
  onPaired(): void;
}

/** Lets one more browser in: by the digits on its screen, or by an address that is opened in it. */
export function PairBrowser({ app, calls, onClose, onPaired }: PairProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [address, setAddress] = useState<PairingCode | null>(null);
  const pair = async () => {
    const words = { unknown_code: t('pair_unknown'), invalid_request: t('pair_unknown') };
    const work = async () => {
      await calls.approveScreen(typed);
      return true;
    };
    if (!(await act(app, work, words))) return;
    app.toasts.show(t('pair_done'));
    onPaired();
  };
  if (address !== null) {
    return (
      <Dialog title={t('pair_title')} onClose={onClose} onSubmit={onClose}>
        <p>{t('pair_text', { at: clockTime(address.expires_at, language.value, app.live.zone.value) })}</p>
        <Secret value={`${location.origin}/?pair=${address.code}`} copy={t('copy')} copied={t('copied')} />
        <div class="buttons">
          <button type="submit" class="primary">
            {t('close')}
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t('pair_title')} onClose={onClose} onSubmit={() => void pair()}>
      <div class="form-field">
        <label for={id}>{t('pair_code')}</label>
        <input
          id={id}
          value={typed}
          required
          maxLength={40}
          inputMode="numeric"
          autocomplete="off"
          spellcheck={false}
          aria-describedby={`${id}-hint`}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <p class="hint" id={`${id}-hint`}>
          {t('pair_code_hint')}
        </p>
      </div>
      <button type="button" class="quiet" onClick={async () => setAddress(await act(app, calls.pairingCode))}>
        {t('pair_address')}
      </button>
      <div class="buttons">
        <button type="button" class="quiet" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="submit" class="primary">
          {t('pair')}
        </button>
      </div>
    </Dialog>
  );
}
