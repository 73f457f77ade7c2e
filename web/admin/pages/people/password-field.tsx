import { useId, useState } from 'preact/hooks';
import { PASSWORD_LETTERS } from '../../../../edge-server/contract/access.ts';
import { t as frame } from '../../messages/text.ts';

interface PasswordFieldProps {
  label: string;
  value: string;
  /** `new-password` lets a browser make one up. */
  kind: 'current-password' | 'new-password';
  hint?: string;
  onInput(value: string): void;
}

/** A password, which may be looked at while it is typed. */
export function PasswordField({ label, value, kind, hint, onInput }: PasswordFieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <div class="form-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        {...(shown ? { type: 'text' as const } : { type: 'password' as const })}
        value={value}
        required
        maxLength={PASSWORD_LETTERS.most}
        {...(kind === 'new-password' && { minLength: PASSWORD_LETTERS.least })}
        autocomplete={kind}
        {...(hint && { 'aria-describedby': `${id}-hint` })}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <label class="form-check">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
        <span>{frame('login_show')}</span>
      </label>
    </div>
  );
}
