import { useId, useState } from 'preact/hooks';
import { type CreatedToken, NAME_LETTERS, Scope } from '../../../../edge-server/contract/access.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { Dialog } from '../../components/dialog.tsx';
import type { PeopleCalls } from './calls.ts';
import { t } from './messages.ts';

/** Days that a token lives; 0 for ever. A quarter is what a forgotten one does harm for. */
const LIVES = [30, 90, 365, 0] as const;
const DAY_MS = 86_400_000;

interface AddTokenProps {
  app: App;
  calls: PeopleCalls;
  onClose(): void;
  onMade(made: CreatedToken): void;
}

export function AddToken({ app, calls, onClose, onMade }: AddTokenProps) {
  const id = useId();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const [days, setDays] = useState<number>(90);
  const [tried, setTried] = useState(false);
  const add = async () => {
    setTried(true);
    if (scopes.length === 0) return;
    const expires_at = days === 0 ? null : new Date(Date.now() + days * DAY_MS).toISOString();
    const words = { name_taken: t('name_taken'), invalid_request: t('invalid') };
    const made = await act(app, () => calls.addToken({ name, scopes: [...scopes], expires_at }), words);
    if (made) onMade(made);
  };
  return (
    <Dialog title={t('add_token')} onClose={onClose} onSubmit={() => void add()}>
      <div class="form-field">
        <label for={id}>{t('name')}</label>
        <input
          id={id}
          value={name}
          required
          maxLength={NAME_LETTERS}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </div>
      <fieldset class="form-field" aria-describedby={`${id}-scopes`}>
        <legend>{t('scopes')}</legend>
        {Scope.options.map((scope) => (
          <label key={scope} class="form-check">
            <input
              type="checkbox"
              checked={scopes.includes(scope)}
              onChange={(event) =>
                setScopes(
                  event.currentTarget.checked ? [...scopes, scope] : scopes.filter((one) => one !== scope),
                )
              }
            />
            <span>{t(`scope_${scope}`)}</span>
          </label>
        ))}
        <p class="form-problem" id={`${id}-scopes`} role="alert">
          {tried && scopes.length === 0 ? t('choose_scope') : ''}
        </p>
      </fieldset>
      <div class="form-field">
        <label for={`${id}-expires`}>{t('expires')}</label>
        <select
          id={`${id}-expires`}
          value={String(days)}
          onChange={(event) => setDays(Number(event.currentTarget.value))}
        >
          {LIVES.map((life) => (
            <option key={life} value={String(life)}>
              {life === 0 ? t('expires_never') : t('expires_days', { n: life })}
            </option>
          ))}
        </select>
      </div>
      <div class="buttons">
        <button type="button" class="quiet" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="submit" class="primary">
          {t('add_token')}
        </button>
      </div>
    </Dialog>
  );
}
