import { useMemo } from 'preact/hooks';
import { language } from '../../../shared/language.ts';
import { type App, isAdmin, isFleet } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Calibration } from '../../components/calibration.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { dayInWords } from '../../format/time.ts';
import { t } from '../../messages/text.ts';
import { CalibrationDialog } from '../../state/calibration.ts';
import { nowCalls } from './calls.ts';
import { DoorCard } from './door.tsx';
import { Figures } from './figures.tsx';
import { FleetNow } from './fleet-now.tsx';
import { GuideOffer } from './guide-offer.tsx';
import { Hourly } from './hourly.tsx';
import { KioskScreenCard } from './kiosk-screen.tsx';
import { LetIn } from './let-in.tsx';
import { Light } from './light.tsx';
import './now.css';
import { OpenAlarms } from './open-alarms.tsx';
import { System } from './system.tsx';
import { LastVisits } from './visit-list.tsx';

const LAST_VISITS = new URLSearchParams({ limit: '10' });
/** Without any event: the day changes, rows get synced. */
const EVERY_MS = 15_000;

/** How the entrance is at this moment, or on a fleet's server how all of them are. */
export function Page({ app }: { app: App }) {
  return isFleet(app) ? <FleetNow app={app} /> : <KioskNow app={app} />;
}

/** The guard's page: who to let in, what the kiosk shows, the door; then today's figures, the system and the last visits. */
function KioskNow({ app }: { app: App }) {
  const calls = nowCalls(app.api);
  const calibration = useMemo(() => new CalibrationDialog(app.api), [app]);
  const day = useQuery(
    app,
    'now',
    async () => {
      const [today, visits] = await Promise.all([app.api.today(), app.api.visits(LAST_VISITS)]);
      return { today, visits };
    },
    { every: EVERY_MS, events: ['visit', 'settings'] },
  );
  const alarms = useQuery(app, 'alarms', () => app.api.alarms('open'), {
    every: EVERY_MS,
    events: ['alarm'],
  });
  const date = day.resource.value.data?.today.date;
  return (
    <>
      <PageHead
        title={t('page_now')}
        hint={date && <time dateTime={date}>{dayInWords(date, language.value)}</time>}
      />
      {isAdmin(app) && <GuideOffer app={app} />}
      <Light app={app} alarms={alarms.resource.value.data?.alarms ?? []} />
      <OpenAlarms app={app} alarms={alarms} />
      <div class="guard">
        <LetIn app={app} calls={calls} visits={day.resource.value.data?.visits.visits ?? []} />
        <KioskScreenCard app={app} calls={calls} />
        <DoorCard app={app} calls={calls} />
      </div>
      <AsyncView app={app} of={day}>
        {({ today, visits }) => (
          <div class="dashboard">
            <Figures today={today} />
            <div class="now-column">
              <LastVisits visits={visits} zone={today.time_zone} day={today.date} />
              <Hourly today={today} />
            </div>
            <div class="now-column">
              <System app={app} calibration={isAdmin(app) ? calibration : null} />
            </div>
          </div>
        )}
      </AsyncView>
      <Calibration dialog={calibration} zone={app.live.zone.value} />
    </>
  );
}
