import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../../shared/call.ts';
import { t } from '../messages/text.ts';
import { loginWords } from './login-words.ts';

/** A code of the app has digits only, a recovery code letters too, so phones are told which keys to show. */
const KINDS = {
  app: {
    label: 'login_code',
    hint: 'login_code_hint',
    other: 'login_use_recovery',
    keys: 'numeric',
    most: 9,
  },
  recovery: {
    label: 'login_recovery',
    hint: 'login_recovery_hint',
    other: 'login_use_app',
    keys: 'text',
    most: 30,
  },
} as const;

interface LoginCodeProps {
  /** @returns why it did not work, null when it did */
  onSend(code: string): Promise<ApiError['code'] | null>;
  onBack(): void;
}

/** The second step of the log-in: a code of the authenticator app, or a recovery code. */
export function LoginCode({ onSend, onBack }: LoginCodeProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [kind, setKind] = useState<keyof typeof KINDS>('app');
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const { label, hint, other, keys, most } = KINDS[kind];
  useEffect(() => field.current?.focus(), [kind]);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    const refusal = await onSend(code);
    setBusy(false);
    if (refusal === null) return;
    setProblem(refusal === 'invalid_request' ? t('login_invalid_code') : loginWords(refusal));
    field.current?.select();
  }
  const change = () => {
    setKind(kind === 'app' ? 'recovery' : 'app');
    setCode('');
    setProblem('');
  };

  return (
    <form onSubmit={(event) => void submit(event)}>
      <div class="login-field">
        <label for={id}>{t(label)}</label>
        <input
          ref={field}
          id={id}
          class="login-code"
          value={code}
          required
          maxLength={most}
          inputMode={keys}
          autocomplete={kind === 'app' ? 'one-time-code' : 'off'}
          autocapitalize="characters"
          spellcheck={false}
          aria-describedby={`${id}-hint`}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
        <p class="hint" id={`${id}-hint`}>
          {t(hint)}
        </p>
      </div>
      <p class="problem" role="alert">
        {problem}
      </p>
      <button type="submit" class="primary" disabled={busy}>
        {t('login')}
      </button>
      <div class="login-ways">
        <button type="button" class="quiet" onClick={change}>
          {t(other)}
        </button>
        <button type="button" class="quiet" onClick={onBack}>
          {t('login_back')}
        </button>
      </div>
    </form>
  );
}
