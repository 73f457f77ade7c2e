import { type App, isFleet } from '../../app/app.ts';
import { PageHead } from '../../components/page-head.tsx';
import { SubTabs } from '../../components/sub-tabs.tsx';
import '../../components/forms.css';
import { Active } from './active.tsx';
import './alarms.css';
import { placeIn } from '../../state/place.ts';
import { alarmCalls } from './calls.ts';
import { FleetAlarmLog } from './fleet.tsx';
import { t } from './messages.ts';
import { PAGE, Past } from './past.tsx';
import { Rules } from './rules.tsx';
import { t as told } from './told/messages.ts';
import { Told } from './told/page.tsx';

/** Alarms with what they mean and what to do, the ones that are over, the site's rules, and who is told; a fleet's alarms alone. */
export function Page({ app }: { app: App }) {
  const calls = alarmCalls(app.api);
  const view = app.router.place.value.rest[0];
  const fleet = isFleet(app);
  return (
    <>
      <PageHead title={t('title')} />
      <SubTabs
        app={app}
        page="alarms"
        label={t('title')}
        query={fleet ? { ...placeIn(app.router.place.value.query) } : {}}
        tabs={[
          { path: '', title: t('active') },
          { path: 'past', title: t('history') },
          ...(fleet
            ? []
            : [
                { path: 'rules', title: t('rules') },
                { path: 'told', title: told('told') },
              ]),
        ]}
      />
      {fleet ? (
        <FleetAlarmLog app={app} over={view === 'past'} />
      ) : view === 'past' ? (
        <Past app={app} name="past" load={(before: number | null) => calls.alarms('cleared', PAGE, before)} />
      ) : view === 'rules' ? (
        <Rules app={app} calls={calls} />
      ) : view === 'told' ? (
        <Told app={app} />
      ) : (
        <Active app={app} calls={calls} />
      )}
    </>
  );
}
