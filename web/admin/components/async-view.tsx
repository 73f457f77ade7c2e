import type { ComponentChildren } from 'preact';
import { language } from '../../shared/language.ts';
import type { App } from '../app/app.ts';
import type { Query } from '../app/query.ts';
import { failureWords } from '../format/failure.ts';
import { clockTime } from '../format/time.ts';
import { t } from '../messages/text.ts';
import { ErrorView } from './error-view.tsx';

interface AsyncViewProps<T> {
  app: App;
  of: Query<T>;
  /** In the place of the data before it is there; the default is a grey block. */
  skeleton?: ComponentChildren;
  children: (data: T) => ComponentChildren;
}

/**
 * An answer of the server in each of its states: not there yet, refused, here, and here but old (greyed, with its
 * age, until the next try succeeds).
 * @example <AsyncView app={app} of={users}>{({ users }) => <UserTable users={users} />}</AsyncView>
 */
export function AsyncView<T>({ app, of, skeleton, children }: AsyncViewProps<T>) {
  const { data, error, at } = of.resource.value;
  const failure = error === null || error === 'login_required' ? null : error;
  if (data === null) {
    if (failure === null) return skeleton ?? <Skeleton />;
    const [title, hint] = failureWords(failure);
    return (
      <ErrorView title={title} hint={hint}>
        <button type="button" class="primary" onClick={() => of.refresh()}>
          {t('retry')}
        </button>
      </ErrorView>
    );
  }
  // A server that is away is told once, above the page, and greys all of it.
  const old = failure !== null && failure !== 'unreachable';
  return (
    <div class={old ? 'old' : ''}>
      {old && at !== null && (
        <p class="hint" role="status">
          {t('old_data', { time: clockTime(at, language.value, app.live.zone.value) })}
        </p>
      )}
      {children(data)}
    </div>
  );
}

/** The place of what is still being fetched. */
export function Skeleton() {
  return (
    <div class="skeleton page-skeleton" role="status">
      <span class="unseen">{t('loading')}</span>
    </div>
  );
}
