import { useMemo } from 'preact/hooks';
import { language } from '../../../shared/language.ts';
import { type App, isAdmin } from '../../app/app.ts';
import { usePolled } from '../../app/polled.ts';
import { dayInWords } from '../../format/time.ts';
import { t } from '../../messages/text.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { Shown } from '../../parts/shown.tsx';
import { CalibrationDialog } from '../../state/calibration.ts';
import { Calibration } from './calibration.tsx';
import { Figures } from './figures.tsx';
import { Hourly } from './hourly.tsx';
import { Light } from './light.tsx';
import './now.css';
import { OpenAlarms } from './open-alarms.tsx';
import { System } from './system.tsx';
import { LastVisits } from './visit-list.tsx';

const LAST_VISITS = new URLSearchParams({ limit: '10' });
/** Without any event: the day changes, rows get synced. */
const EVERY_MS = 15_000;

/** How the entrance is at this moment: today's figures, the parts of the system, and the last visits. */
export function Page({ app }: { app: App }) {
  const calibration = useMemo(() => new CalibrationDialog(app.api), [app]);
  const day = usePolled(
    app,
    'now',
    async () => {
      const [today, visits] = await Promise.all([app.api.today(), app.api.visits(LAST_VISITS)]);
      return { today, visits };
    },
    { every: EVERY_MS, events: ['visit', 'settings'] },
  );
  const alarms = usePolled(app, 'alarms', () => app.api.alarms('open'), {
    every: EVERY_MS,
    events: ['alarm'],
  });
  const date = day.resource.value.data?.today.date;
  // Another server than a kiosk's, or another version: what it says of its parts is not for this page.
  const kiosk = app.live.health.value.error !== 'unreadable';
  return (
    <>
      <PageHead
        title={t('page_now')}
        hint={date && <time dateTime={date}>{dayInWords(date, language.value)}</time>}
      />
      {kiosk && <Light app={app} alarms={alarms.resource.value.data?.alarms ?? []} />}
      {kiosk && <OpenAlarms app={app} alarms={alarms} />}
      <Shown app={app} of={day}>
        {({ today, visits }) => (
          <div class="dashboard">
            <Figures today={today} />
            <div class="now-column">
              <LastVisits visits={visits} zone={today.time_zone} day={today.date} />
              <Hourly today={today} />
            </div>
            <div class="now-column">
              {kiosk && <System app={app} calibration={isAdmin(app) ? calibration : null} />}
            </div>
          </div>
        )}
      </Shown>
      <Calibration dialog={calibration} zone={app.live.zone.value} />
    </>
  );
}
