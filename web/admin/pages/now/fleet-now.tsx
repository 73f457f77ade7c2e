import { language } from '../../../shared/language.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Icon } from '../../components/icons.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { dayInWords } from '../../format/time.ts';
import { t } from '../../messages/text.ts';
import { fleetCalls } from '../../state/fleet-calls.ts';
import { Figures } from './figures.tsx';
import './fleet.css';
import { FleetAlarmList } from './fleet-alarm-list.tsx';
import { fleetLight } from './fleet-light.ts';
import { Hourly } from './hourly.tsx';
import { LIGHT_LOOKS } from './light.tsx';
import { t as own } from './messages.ts';
import { Presence } from './presence.tsx';
import { LastVisits } from './visit-list.tsx';

const LAST_VISITS = new URLSearchParams({ limit: '10' });
/** Kiosks call every 30 s, and counts are made once a minute. */
const EVERY_MS = 15_000;

/** How all kiosks are at this moment: who calls, what nobody has acknowledged, today's figures, the last visits. */
export function FleetNow({ app }: { app: App }) {
  const calls = fleetCalls(app.api);
  const day = useQuery(
    app,
    'now',
    async () => {
      const [today, visits] = await Promise.all([app.api.today(), app.api.visits(LAST_VISITS)]);
      return { today, visits };
    },
    { every: EVERY_MS },
  );
  const kiosks = useQuery(app, 'kiosks', calls.kiosks, { every: EVERY_MS });
  const alarms = useQuery(app, 'alarms', calls.openAlarms, { every: EVERY_MS });
  const open = alarms.resource.value.data;
  const date = day.resource.value.data?.today.date;
  const known = new Map(kiosks.resource.value.data?.map((kiosk) => [kiosk.kiosk_id, kiosk]));
  return (
    <>
      <PageHead
        title={t('page_now')}
        hint={date && <time dateTime={date}>{dayInWords(date, language.value)}</time>}
      />
      <Light app={app} alarms={open?.alarms ?? []} />
      {open && <FleetAlarmList app={app} list={open} kiosks={known} />}
      <AsyncView app={app} of={day}>
        {({ today, visits }) => (
          <div class="dashboard fleet">
            <Figures today={today} />
            <div class="now-column">
              <LastVisits visits={visits} zone={today.time_zone} day={today.date} ofKiosks />
              <Hourly today={today} />
            </div>
            <div class="now-column beside">
              <AsyncView app={app} of={kiosks}>
                {(list) => <Presence app={app} kiosks={list} />}
              </AsyncView>
            </div>
          </div>
        )}
      </AsyncView>
    </>
  );
}

function Light({ app: { live }, alarms }: { app: App; alarms: readonly { severity: string }[] }) {
  const health = live.fleet.value.data;
  const { light, causes } = fleetLight({ server: live.server.value, health, alarms });
  const [tone, icon] = LIGHT_LOOKS[light];
  return (
    <section class={`light ${tone}`} role="status" data-light={light}>
      <span class="light-sign">
        <Icon name={icon} />
      </span>
      <div>
        <h2>{own(`fleet_light_${light}`)}</h2>
        <ul>
          {causes.map((cause) => (
            <li key={cause}>{own(`fleet_${cause}`, { n: health?.parts.kiosks.silent ?? 0 })}</li>
          ))}
        </ul>
      </div>
    </section>
  );
}
