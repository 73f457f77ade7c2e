import { useId, useState } from 'preact/hooks';
import type { FactorSecret } from '../../../../edge-server/contract/second-factor.ts';
import { QrCode } from '../../../shared/qr-code.tsx';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { Dialog } from '../../components/dialog.tsx';
import { Secret } from '../../components/secret.tsx';
import { t as frame } from '../../messages/text.ts';
import type { PeopleCalls } from './calls.ts';
import { t } from './messages.ts';
import { PasswordField } from './password-field.tsx';

interface SetUpFactorProps {
  app: App;
  calls: PeopleCalls;
  onClose(): void;
  onDone(): void;
}

/** Sets the own second factor up in three steps: the password, the app, the recovery codes. */
export function SetUpFactor(props: SetUpFactorProps) {
  const [secret, setSecret] = useState<FactorSecret | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  if (codes !== null) return <Codes codes={codes} onDone={props.onDone} />;
  if (secret !== null) return <AppStep {...props} secret={secret} onCodes={setCodes} />;
  return <PasswordStep {...props} onSecret={setSecret} />;
}

function PasswordStep({
  app,
  calls,
  onClose,
  onSecret,
}: SetUpFactorProps & { onSecret(secret: FactorSecret): void }) {
  const [password, setPassword] = useState('');
  const begin = async () => {
    const words = {
      wrong_login: t('wrong_login'),
      too_many_logins: t('too_many_logins'),
      factor_there: t('factor_there'),
    };
    const secret = await act(app, () => calls.beginFactor(password), words);
    if (secret !== null) onSecret(secret);
  };
  return (
    <Dialog title={t('factor_set_up')} onClose={onClose} onSubmit={() => void begin()}>
      <p>{t('factor_text')}</p>
      <PasswordField
        label={t('current_password')}
        value={password}
        kind="current-password"
        onInput={setPassword}
      />
      <Buttons yes={t('factor_next')} onClose={onClose} />
    </Dialog>
  );
}

function AppStep({
  app,
  calls,
  onClose,
  secret,
  onCodes,
}: SetUpFactorProps & { secret: FactorSecret; onCodes(codes: string[]): void }) {
  const id = useId();
  const [code, setCode] = useState('');
  const confirm = async () => {
    const words = {
      wrong_code: frame('login_wrong_code'),
      wrong_code_no_time: t('factor_no_time'),
      invalid_request: t('factor_digits'),
      too_many_logins: t('too_many_logins'),
    };
    const answer = await act(app, () => calls.confirmFactor(code), words);
    if (answer !== null) onCodes(answer.recovery_codes);
  };
  return (
    <Dialog title={t('factor_set_up')} onClose={onClose} onSubmit={() => void confirm()}>
      <p>{t('factor_scan')}</p>
      <QrCode text={secret.uri} label={t('factor_qr')} />
      <details>
        <summary>{t('factor_by_hand')}</summary>
        <Secret value={secret.secret} copy={t('copy')} copied={t('copied')} />
      </details>
      <div class="form-field">
        <label for={id}>{frame('login_code')}</label>
        <input
          id={id}
          value={code}
          required
          maxLength={9}
          inputMode="numeric"
          autocomplete="one-time-code"
          spellcheck={false}
          aria-describedby={`${id}-hint`}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
        <p class="hint" id={`${id}-hint`}>
          {frame('login_code_hint')}
        </p>
      </div>
      <Buttons yes={t('factor_confirm')} onClose={onClose} />
    </Dialog>
  );
}

function Codes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <Dialog title={t('factor_codes')} onClose={onDone} onSubmit={onDone}>
      <p>{t('factor_codes_text')}</p>
      <Secret value={codes.join('\n')} copy={t('copy')} copied={t('copied')} />
      <div class="buttons">
        <button type="submit" class="primary">
          {t('factor_codes_kept')}
        </button>
      </div>
    </Dialog>
  );
}

function Buttons({ yes, onClose }: { yes: string; onClose: () => void }) {
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
