import { useId, useState } from 'preact/hooks';
import { NAME_LETTERS, Role, type UserView } from '../../../../edge-server/contract/access.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { Dialog } from '../../components/dialog.tsx';
import { t as frame } from '../../messages/text.ts';
import type { PeopleCalls } from './calls.ts';
import { t } from './messages.ts';
import { PasswordField } from './password-field.tsx';

interface FormProps {
  app: App;
  calls: PeopleCalls;
  onClose(): void;
  onDone(): void;
}

export function AddUser({ app, calls, onClose, onDone }: FormProps) {
  const id = useId();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [password, setPassword] = useState('');
  const add = async () => {
    const words = {
      name_taken: t('name_taken'),
      invalid_request: t('invalid'),
      weak_password: frame('login_weak_password'),
    };
    const made = await act(app, () => calls.addUser({ name, role, password }), words);
    if (!made) return;
    app.toasts.show(t('user_added', { name: made.name }));
    onDone();
  };
  return (
    <Dialog title={t('add_user')} onClose={onClose} onSubmit={() => void add()}>
      <div class="form-field">
        <label for={id}>{t('name')}</label>
        <input
          id={id}
          value={name}
          required
          maxLength={NAME_LETTERS}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-describedby={`${id}-hint`}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <p class="hint" id={`${id}-hint`}>
          {t('name_hint')}
        </p>
      </div>
      <fieldset class="form-field">
        <legend>{t('role')}</legend>
        {Role.options.map((option) => (
          <label key={option} class="form-check">
            <input
              type="radio"
              name={`${id}-role`}
              checked={role === option}
              onChange={() => setRole(option)}
            />
            <span>
              {t(`role_${option}`)}
              <span class="hint">{t(`role_${option}_hint`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <PasswordField
        label={t('password')}
        value={password}
        kind="new-password"
        hint={t('password_hint')}
        onInput={setPassword}
      />
      <Buttons onClose={onClose} yes={t('add_user')} />
    </Dialog>
  );
}

export function ResetPassword({ app, calls, user, onClose, onDone }: FormProps & { user: UserView }) {
  const [password, setPassword] = useState('');
  const reset = async () => {
    const words = { invalid_request: t('invalid'), weak_password: frame('login_weak_password') };
    if (!(await act(app, () => calls.changeUser(user.id, { password }), words))) return;
    app.toasts.show(t('password_reset', { name: user.name }));
    onDone();
  };
  return (
    <Dialog title={t('reset_password')} onClose={onClose} onSubmit={() => void reset()}>
      <p>{t('reset_password_text', { name: user.name })}</p>
      <PasswordField
        label={t('new_password')}
        value={password}
        kind="new-password"
        hint={t('password_hint')}
        onInput={setPassword}
      />
      <Buttons onClose={onClose} yes={t('save')} />
    </Dialog>
  );
}

function Buttons({ onClose, yes }: { onClose: () => void; yes: string }) {
  return (
    <div class="buttons">
      <button type="button" class="quiet" onClick={onClose}>
        {t('cancel')}
      </button>
      <button type="submit" class="primary">
        {yes}
      </button>
    </div>
  );
}
