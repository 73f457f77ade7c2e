import { useState } from 'preact/hooks';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Secret } from '../../components/secret.tsx';
import type { AlarmCalls } from './calls.ts';
import { t } from './messages.ts';

/** The secret by which receivers know that a call is this kiosk's. */
export function WebhookSignature({ app, calls }: { app: App; calls: AlarmCalls }) {
  const state = useQuery(app, 'secret', calls.secretState, { every: null });
  const [made, setMade] = useState<string | null>(null);
  const renew = async () => {
    const answer = await act(app, calls.newSecret);
    setMade(answer?.secret ?? null);
    state.refresh();
  };
  const close = () => setMade(null);
  return (
    <section class="card" aria-labelledby="signature-title">
      <div class="card-head">
        <h2 id="signature-title">{t('secret')}</h2>
      </div>
      <AsyncView app={app} of={state}>
        {({ source }) => (
          <div class="rows">
            <p>{t(`secret_${source}`)}</p>
            {source !== 'file' && (
              <button type="button" class="quiet" onClick={() => void renew()}>
                {t('secret_new')}
              </button>
            )}
          </div>
        )}
      </AsyncView>
      {made !== null && (
        <Dialog title={t('secret_title')} onClose={close} onSubmit={close}>
          <p>{t('secret_once')}</p>
          <Secret value={made} copy={t('copy')} copied={t('copied')} />
          <div class="buttons">
            <button type="submit" class="primary">
              {t('close')}
            </button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
