import { useEffect, useState } from 'preact/hooks';
import { type App, isAdmin } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import '../../components/forms.css';
import { settingsCalls } from './calls.ts';
import { SettingsForm } from './form.ts';
import { History } from './history.tsx';
import { t } from './messages.ts';
import { Review } from './review.tsx';
import { Sections } from './sections.tsx';
import './settings.css';
import { Trouble } from './trouble.tsx';

/** What is typed outlives a look at another page. */
const forms = new WeakMap<App, SettingsForm>();

/** The site's settings: a form that the server's schema draws, what a save would change, and what was changed so far. */
export function Page({ app }: { app: App }) {
  const calls = settingsCalls(app.api);
  const form = forms.get(app) ?? new SettingsForm(calls);
  forms.set(app, form);
  const [reviewing, setReviewing] = useState(false);
  const view = useQuery(
    app,
    'settings',
    async () => {
      const now = await calls.read();
      form.receive(now);
      return now;
    },
    { every: null, events: ['settings'] },
  );
  const dirty = form.dirty.value;
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [dirty]);
  const save = async () => {
    const asked = app.session.state.value;
    const saved = await form.save();
    setReviewing(false);
    if (form.error.value?.code === 'login_required' && app.session.state.value === asked) app.session.ended();
    if (!saved) return;
    const { entries } = await calls.history(1, null);
    const [made] = entries;
    app.toasts.show(t('saved'), made ? () => void calls.undo(made.id).then(() => view.refresh()) : null);
    view.refresh();
  };
  const admin = isAdmin(app) || app.session.state.value.at !== 'in';
  return (
    <>
      <PageHead title={t('title')} hint={t('hint')} />
      <AsyncView app={app} of={view}>
        {() => {
          const shown = form.view.value!;
          return (
            <div class="stack">
              {!admin && <Notice tone="adjust">{t('view_only')}</Notice>}
              <Sections form={form} disabled={!admin} />
              <Trouble form={form} />
              {dirty && <SaveBar form={form} onReview={() => setReviewing(true)} />}
              <History app={app} calls={calls} view={shown} />
              {reviewing && (
                <Review form={form} onSave={() => void save()} onClose={() => setReviewing(false)} />
              )}
            </div>
          );
        }}
      </AsyncView>
    </>
  );
}

/** Stays in sight while something is typed that is not saved. */
function SaveBar({ form, onReview }: { form: SettingsForm; onReview: () => void }) {
  const faults = form.faults.value.size;
  const changes = form.differences.value.length;
  return (
    <div class="save-bar">
      <span role="status">{faults > 0 ? t('faulty', { n: faults }) : t('changed', { n: changes })}</span>
      <button type="button" class="quiet" onClick={() => form.discard()}>
        {t('discard')}
      </button>
      <button type="button" class="primary" disabled={!form.ready.value} onClick={onReview}>
        {t('review')}
      </button>
    </div>
  );
}
