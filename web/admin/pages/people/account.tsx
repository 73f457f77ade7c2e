import { useState } from 'preact/hooks';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { Confirm } from '../../components/confirm.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { t as frame } from '../../messages/text.ts';
import type { PeopleCalls } from './calls.ts';
import { t } from './messages.ts';
import { PasswordField } from './password-field.tsx';

interface AccountProps {
  app: App;
  calls: PeopleCalls;
}

/** What everybody does with the own account. */
export function Account({ app, calls }: AccountProps) {
  const [open, setOpen] = useState<'password' | 'everywhere' | null>(null);
  const state = app.session.state.value;
  if (state.at !== 'in') return null;
  const { name, role } = state.user;
  const everywhere = async () => {
    setOpen(null);
    const done = await act(app, async () => {
      await calls.logOutEverywhere();
      return true;
    });
    if (done) location.reload();
  };
  return (
    <section class="card" aria-labelledby="account-title">
      <div class="card-head">
        <div>
          <h2 id="account-title">{t('account')}</h2>
          <p class="hint">{t('account_hint', { name, role: t(`role_${role}`) })}</p>
        </div>
        <div class="page-actions">
          <button type="button" class="quiet" onClick={() => setOpen('password')}>
            {t('change_password')}
          </button>
          <button type="button" class="quiet" onClick={() => setOpen('everywhere')}>
            {t('log_out_everywhere')}
          </button>
        </div>
      </div>
      {open === 'password' && <ChangePassword app={app} calls={calls} onClose={() => setOpen(null)} />}
      {open === 'everywhere' && (
        <Confirm
          title={t('log_out_everywhere')}
          text={t('log_out_everywhere_text')}
          yes={t('log_out_everywhere')}
          no={t('cancel')}
          onYes={() => void everywhere()}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

function ChangePassword({ app, calls, onClose }: AccountProps & { onClose: () => void }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const save = async () => {
    const words = {
      wrong_login: t('wrong_login'),
      too_many_logins: t('too_many_logins'),
      invalid_request: t('invalid'),
      weak_password: frame('login_weak_password'),
    };
    const done = await act(
      app,
      async () => {
        await calls.ownPassword(current, next);
        return true;
      },
      words,
    );
    if (!done) return;
    app.toasts.show(t('password_changed'));
    onClose();
  };
  return (
    <Dialog title={t('change_password')} onClose={onClose} onSubmit={() => void save()}>
      <PasswordField
        label={t('current_password')}
        value={current}
        kind="current-password"
        onInput={setCurrent}
      />
      <PasswordField
        label={t('new_password')}
        value={next}
        kind="new-password"
        hint={t('password_hint')}
        onInput={setNext}
      />
      <div class="buttons">
        <button type="button" class="quiet" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="submit" class="primary">
          {t('save')}
        </button>
      </div>
    </Dialog>
  );
}
