import type { App } from '../../app/app.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { SubTabs } from '../../parts/sub-tabs.tsx';
import '../../parts/forms.css';
import { Active } from './active.tsx';
import './alarms.css';
import { alarmCalls } from './calls.ts';
import { t } from './messages.ts';
import { Past } from './past.tsx';
import { Rules } from './rules.tsx';

/** Alarms with what they mean and what to do, the ones that are over, and the site's rules. */
export function Page({ app }: { app: App }) {
  const calls = alarmCalls(app.api);
  const view = app.router.place.value.rest[0];
  return (
    <>
      <PageHead title={t('title')} />
      <SubTabs
        app={app}
        page="alarms"
        label={t('title')}
        tabs={[
          { path: '', title: t('active') },
          { path: 'past', title: t('history') },
          { path: 'rules', title: t('rules') },
        ]}
      />
      {view === 'past' ? (
        <Past app={app} calls={calls} />
      ) : view === 'rules' ? (
        <Rules app={app} calls={calls} />
      ) : (
        <Active app={app} calls={calls} />
      )}
    </>
  );
}
