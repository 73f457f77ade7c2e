import { useEffect, useRef, useState } from 'preact/hooks';
import { NAME_LETTERS, PASSWORD_LETTERS } from '../../../edge-server/contract/access.ts';
import logo from '../../shared/favicon.svg';
import { t } from '../messages/text.ts';
import type { AdminSession, SessionState } from '../state/admin-session.ts';
import { LoginCode } from './login-code.tsx';
import { loginWords } from './login-words.ts';

/** Stands over the page, and over what it shows, while nobody is logged in. */
export function LoginDialog({ session }: { session: AdminSession }) {
  const state = session.state.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const open = state.at === 'out' || state.at === 'code' || state.at === 'unset';
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      class="login"
      aria-labelledby="login-title"
      onCancel={(event) => event.preventDefault()}
    >
      {open && <Content state={state} session={session} />}
    </dialog>
  );
}

function Content({ state, session }: { state: SessionState; session: AdminSession }) {
  const code = state.at === 'code' ? state.code : null;
  const title = code === null ? 'login_title' : 'setup_title';
  return (
    <>
      <img src={logo} alt="" width="48" height="48" />
      <h2 id="login-title">{t(state.at === 'unset' ? 'unset_title' : title)}</h2>
      {state.at === 'out' && state.ended && <p>{t('login_ended')}</p>}
      {state.at === 'code' && <p>{t('setup_hint')}</p>}
      {state.at === 'unset' ? <p>{t('unset_hint')}</p> : <Form code={code} session={session} />}
    </>
  );
}

/** Name and password; with a code they become an admin's. */
function Form({ code, session }: { code: string | null; session: AdminSession }) {
  const [name, setName] = useState(code === null ? '' : 'admin');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  /** Whether name and password were right and the second factor is asked for. */
  const [second, setSecond] = useState(false);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const n = PASSWORD_LETTERS.least;
    if (code !== null && password.length < n) return setProblem(t('login_short', { n }));
    setBusy(true);
    const refusal = await (code === null
      ? session.login(name, password)
      : session.setUp(code, name, password));
    setBusy(false);
    setProblem('');
    if (refusal === 'code_required') setSecond(true);
    else if (refusal !== null) setProblem(loginWords(refusal));
  }

  if (second) {
    return (
      <LoginCode onSend={(typed) => session.login(name, password, typed)} onBack={() => setSecond(false)} />
    );
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <label>
        <span>{t('login_name')}</span>
        <input
          value={name}
          required
          maxLength={NAME_LETTERS}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label>
        <span>{t(code === null ? 'login_password' : 'setup_password')}</span>
        <input
          {...(shown ? { type: 'text' as const } : { type: 'password' as const })}
          value={password}
          required
          maxLength={PASSWORD_LETTERS.most}
          autocomplete={code === null ? 'current-password' : 'new-password'}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
      </label>
      <label class="check">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
        <span>{t('login_show')}</span>
      </label>
      <p class="problem" role="alert">
        {problem}
      </p>
      <button type="submit" class="primary" disabled={busy}>
        {t(code === null ? 'login' : 'setup')}
      </button>
    </form>
  );
}
