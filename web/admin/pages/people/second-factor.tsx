import { useState } from 'preact/hooks';
import { language } from '../../../shared/language.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { dateTime } from '../../format/time.ts';
import type { PeopleCalls } from './calls.ts';
import { SetUpFactor } from './factor-set-up.tsx';
import { t } from './messages.ts';
import { PasswordField } from './password-field.tsx';

interface SecondFactorProps {
  app: App;
  calls: PeopleCalls;
}

/** The own second factor: whether it is on, and the way to set it up or to take it away. */
export function SecondFactor({ app, calls }: SecondFactorProps) {
  const factor = useQuery(app, 'factor', calls.factor, { every: null });
  const [open, setOpen] = useState<'set_up' | 'remove' | null>(null);
  const changed = async () => {
    setOpen(null);
    factor.refresh();
    await act(app, () => app.session.refresh());
  };
  return (
    <section class="card" aria-labelledby="factor-title">
      <AsyncView app={app} of={factor}>
        {({ on, since, recovery_codes_left: left }) => (
          <div class="card-head">
            <div>
              <h2 id="factor-title">{t('factor')}</h2>
              <p class="hint">
                {since === null
                  ? t('factor_off')
                  : t('factor_on', {
                      at: dateTime(since, language.value, app.live.zone.value),
                      left,
                    })}
              </p>
            </div>
            <div class="page-actions">
              <button type="button" class="quiet" onClick={() => setOpen(on ? 'remove' : 'set_up')}>
                {t(on ? 'factor_remove' : 'factor_set_up')}
              </button>
            </div>
          </div>
        )}
      </AsyncView>
      {open === 'set_up' && (
        <SetUpFactor app={app} calls={calls} onClose={() => setOpen(null)} onDone={() => void changed()} />
      )}
      {open === 'remove' && (
        <RemoveFactor app={app} calls={calls} onClose={() => setOpen(null)} onDone={() => void changed()} />
      )}
    </section>
  );
}

function RemoveFactor({
  app,
  calls,
  onClose,
  onDone,
}: SecondFactorProps & { onClose: () => void; onDone: () => void }) {
  const [password, setPassword] = useState('');
  const remove = async () => {
    const work = async () => {
      await calls.removeFactor(password);
      return true;
    };
    const words = { wrong_login: t('wrong_login'), too_many_logins: t('too_many_logins') };
    if (!(await act(app, work, words))) return;
    app.toasts.show(t('factor_removed'));
    onDone();
  };
  return (
    <Dialog title={t('factor_remove')} onClose={onClose} onSubmit={() => void remove()}>
      <p>{t('factor_remove_text')}</p>
      <PasswordField
        label={t('current_password')}
        value={password}
        kind="current-password"
        onInput={setPassword}
      />
      <div class="buttons">
        <button type="button" class="quiet" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="submit" class="danger">
          {t('factor_remove')}
        </button>
      </div>
    </Dialog>
  );
}
