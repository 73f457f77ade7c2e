import { useState } from 'preact/hooks';
import type { UserView } from '../../../../edge-server/contract/access.ts';
import { language } from '../../../shared/language.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { dateTime } from '../../format/time.ts';
import type { PeopleCalls } from './calls.ts';
import { t } from './messages.ts';
import { AddUser, ResetPassword } from './user-forms.tsx';

interface UsersProps {
  app: App;
  calls: PeopleCalls;
}

type Open = { what: 'add' } | { what: 'reset' | 'remove' | 'factor'; user: UserView };

/** Everybody who may log in. */
export function Users({ app, calls }: UsersProps) {
  const users = useQuery(app, 'users', calls.users, { every: null });
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const changed = () => {
    close();
    users.refresh();
  };
  const remove = async (user: UserView) => {
    close();
    const work = async () => {
      await calls.removeUser(user.id);
      return true;
    };
    if (await act(app, work, { last_admin: t('last_admin') })) {
      app.toasts.show(t('user_removed', { name: user.name }));
    }
    users.refresh();
  };
  const takeFactor = async (user: UserView) => {
    close();
    const work = async () => {
      await calls.takeFactor(user.id);
      return true;
    };
    if (await act(app, work)) app.toasts.show(t('factor_taken', { name: user.name }));
    users.refresh();
  };
  return (
    <section class="card" aria-labelledby="users-title">
      <div class="card-head">
        <h2 id="users-title">{t('users')}</h2>
        <button type="button" class="primary" onClick={() => setOpen({ what: 'add' })}>
          {t('add_user')}
        </button>
      </div>
      <AsyncView app={app} of={users}>
        {(list) => (
          <ul class="rows">
            {list.users.map((user) => (
              <User key={user.id} app={app} calls={calls} user={user} onOpen={setOpen} onChanged={changed} />
            ))}
          </ul>
        )}
      </AsyncView>
      {open?.what === 'add' && <AddUser app={app} calls={calls} onClose={close} onDone={changed} />}
      {open?.what === 'reset' && (
        <ResetPassword app={app} calls={calls} user={open.user} onClose={close} onDone={changed} />
      )}
      {open?.what === 'factor' && (
        <Confirm
          title={t('take_factor_title', { name: open.user.name })}
          text={t('take_factor_text')}
          yes={t('take_factor')}
          no={t('cancel')}
          onYes={() => void takeFactor(open.user)}
          onClose={close}
        />
      )}
      {open?.what === 'remove' && (
        <Confirm
          title={t('remove_user_title', { name: open.user.name })}
          text={t('remove_user_text')}
          yes={t('remove')}
          no={t('cancel')}
          onYes={() => void remove(open.user)}
          onClose={close}
        />
      )}
    </section>
  );
}

interface UserProps extends UsersProps {
  user: UserView;
  onOpen(open: Open): void;
  onChanged(): void;
}

function User({ app, calls, user, onOpen, onChanged }: UserProps) {
  const state = app.session.state.value;
  const you = state.at === 'in' && state.user.name === user.name;
  const other = user.role === 'admin' ? 'viewer' : 'admin';
  const turn = async (role: UserView['role'], undo: boolean) => {
    const done = await act(app, () => calls.changeUser(user.id, { role }), { last_admin: t('last_admin') });
    if (done) {
      const text = t('role_changed', { name: user.name, role: t(`role_${role}`) });
      app.toasts.show(text, undo ? () => void turn(user.role, false) : null);
    }
    onChanged();
  };
  return (
    <li>
      <div class="grow">
        <h3>
          <bdi>{user.name}</bdi> {you && <span class="plain-chip">{t('you')}</span>}
        </h3>
        <p class="hint">
          {t(`role_${user.role}`)} · {user.second_factor && `${t('factor')} · `}
          {t('added_at', { at: dateTime(user.created_at, language.value, app.live.zone.value) })}
        </p>
      </div>
      {!you && (
        <div class="page-actions">
          <button type="button" class="quiet" onClick={() => void turn(other, true)}>
            {t(`make_${other}`)}
          </button>
          <button type="button" class="quiet" onClick={() => onOpen({ what: 'reset', user })}>
            {t('reset_password')}
          </button>
          {user.second_factor && (
            <button type="button" class="quiet" onClick={() => onOpen({ what: 'factor', user })}>
              {t('take_factor')}
            </button>
          )}
          <button type="button" class="quiet" onClick={() => onOpen({ what: 'remove', user })}>
            {t('remove')}
          </button>
        </div>
      )}
    </li>
  );
}
