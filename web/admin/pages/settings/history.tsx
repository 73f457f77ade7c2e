import { useState } from 'preact/hooks';
import type { AuditList } from '../../../../edge-server/contract/access.ts';
import type { SettingsView } from '../../../../edge-server/contract/settings-change.ts';
import { language } from '../../../shared/language.ts';
import { type App, isAdmin } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Empty } from '../../components/error-view.tsx';
import { dateTime } from '../../format/time.ts';
import { codeOf } from '../../state/resource.ts';
import type { SettingsCalls } from './calls.ts';
import { t } from './messages.ts';
import type { Key } from './typed.ts';
import { propertyOf, valueWords } from './words.ts';

const PAGE = 10;

interface HistoryProps {
  app: App;
  calls: SettingsCalls;
  view: SettingsView;
}

/** Who changed what and when, each with its undo. */
export function History({ app, calls, view }: HistoryProps) {
  const [pages, setPages] = useState(1);
  const history = useQuery(app, 'settings-history', () => calls.history(PAGE * pages, null), {
    every: null,
    events: ['settings'],
  });
  return (
    <section class="card" aria-labelledby="settings-history">
      <div class="card-head">
        <h2 id="settings-history">{t('history')}</h2>
      </div>
      <AsyncView app={app} of={history}>
        {({ entries, next }) =>
          entries.length === 0 ? (
            <Empty title={t('history_none')} hint={t('history_none_hint')} />
          ) : (
            <>
              <ul class="rows">
                {entries.map((entry) => (
                  <Change key={entry.id} app={app} calls={calls} view={view} entry={entry} />
                ))}
              </ul>
              {next !== null && (
                <button
                  type="button"
                  class="quiet older"
                  onClick={() => {
                    setPages(pages + 1);
                    void calls.history(PAGE * (pages + 1), null).then((more) => history.set(more));
                  }}
                >
                  {t('older')}
                </button>
              )}
            </>
          )
        }
      </AsyncView>
    </section>
  );
}

interface ChangeProps extends HistoryProps {
  entry: AuditList['entries'][number];
}

function Change({ app, calls, view, entry }: ChangeProps) {
  const after = (entry.after ?? {}) as Record<string, unknown>;
  const before = (entry.before ?? {}) as Record<string, unknown>;
  const undo = async () => {
    try {
      await calls.undo(entry.id);
      app.toasts.show(t('undone'));
    } catch (error) {
      codeOf(error);
      app.toasts.fail(t('undo_failed'));
    }
  };
  const known = Object.keys(after).filter((key): key is Key => key in view.values);
  return (
    <li>
      <div class="grow">
        <ul class="changes">
          {known.map((key) => {
            const property = propertyOf(view, key);
            return (
              <li key={key}>
                {property.form.title[language.value]}:{' '}
                <span class="was">{valueWords(property, before[key], key)}</span> →{' '}
                <strong>{valueWords(property, after[key], key)}</strong>
              </li>
            );
          })}
        </ul>
        <p class="hint">
          {t('history_by', {
            actor: entry.actor.replace(/^user:/, ''),
            at: dateTime(entry.at, language.value, app.live.zone.value),
          })}
        </p>
      </div>
      {isAdmin(app) && (
        <button type="button" class="quiet" onClick={() => void undo()}>
          {t('undo')}
        </button>
      )}
    </li>
  );
}
