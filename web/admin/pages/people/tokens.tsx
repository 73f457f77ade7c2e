import { useState } from 'preact/hooks';
import type { CreatedToken, TokenView } from '../../../../edge-server/contract/access.ts';
import { language } from '../../../shared/language.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Empty } from '../../components/error-view.tsx';
import { Secret } from '../../components/secret.tsx';
import { dateTime } from '../../format/time.ts';
import type { PeopleCalls } from './calls.ts';
import { t } from './messages.ts';
import { AddToken } from './token-form.tsx';

interface TokensProps {
  app: App;
  calls: PeopleCalls;
}

type Open = { what: 'add' } | { what: 'made'; made: CreatedToken } | { what: 'revoke'; token: TokenView };

/** The keys of other programs; a secret is shown once, when it is made. */
export function Tokens({ app, calls }: TokensProps) {
  const tokens = useQuery(app, 'tokens', calls.tokens, { every: null });
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const revoke = async (token: TokenView) => {
    close();
    const work = async () => {
      await calls.removeToken(token.id);
      return true;
    };
    if (await act(app, work)) app.toasts.show(t('revoked', { name: token.name }));
    tokens.refresh();
  };
  return (
    <section class="card" aria-labelledby="tokens-title">
      <div class="card-head">
        <div>
          <h2 id="tokens-title">{t('tokens')}</h2>
          <p class="hint">{t('tokens_hint')}</p>
        </div>
        <button type="button" class="primary" onClick={() => setOpen({ what: 'add' })}>
          {t('add_token')}
        </button>
      </div>
      <AsyncView app={app} of={tokens}>
        {(list) =>
          list.tokens.length === 0 ? (
            <Empty title={t('tokens_none')} hint={t('tokens_none_hint')} />
          ) : (
            <ul class="rows">
              {list.tokens.map((token) => (
                <Token
                  key={token.id}
                  app={app}
                  token={token}
                  onRevoke={() => setOpen({ what: 'revoke', token })}
                />
              ))}
            </ul>
          )
        }
      </AsyncView>
      {open?.what === 'add' && (
        <AddToken
          app={app}
          calls={calls}
          onClose={close}
          onMade={(made) => {
            setOpen({ what: 'made', made });
            tokens.refresh();
          }}
        />
      )}
      {open?.what === 'made' && (
        <Dialog title={t('token_made')} onClose={close} onSubmit={close}>
          <p>{t('token_once')}</p>
          <Secret value={open.made.token} copy={t('copy')} copied={t('copied')} />
          <div class="buttons">
            <button type="submit" class="primary">
              {t('close')}
            </button>
          </div>
        </Dialog>
      )}
      {open?.what === 'revoke' && (
        <Confirm
          title={t('revoke_title', { name: open.token.name })}
          text={t('revoke_text')}
          yes={t('revoke')}
          no={t('cancel')}
          onYes={() => void revoke(open.token)}
          onClose={close}
        />
      )}
    </section>
  );
}

function Token({ app, token, onRevoke }: { app: App; token: TokenView; onRevoke: () => void }) {
  const at = (time: string) => dateTime(time, language.value, app.live.zone.value);
  const { expires_at, used_at } = token;
  const over = expires_at !== null && Date.parse(expires_at) <= app.live.now.value;
  return (
    <li>
      <div class="grow">
        <h3>
          <bdi>{token.name}</bdi>
        </h3>
        <ul class="scope-list">
          {token.scopes.map((scope) => (
            <li key={scope}>{t(`scope_${scope}`)}</li>
          ))}
        </ul>
        <p class="hint">
          {expires_at === null
            ? t('expires_never')
            : t(over ? 'expired_at' : 'expires_at', { at: at(expires_at) })}
          {' · '}
          {used_at === null ? t('never_used') : t('used_at', { at: at(used_at) })}
        </p>
      </div>
      <button type="button" class="quiet" onClick={onRevoke}>
        {t('revoke')}
      </button>
    </li>
  );
}
