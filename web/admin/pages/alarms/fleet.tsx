import type { FleetAlarms } from '../../../../edge-server/contract/fleet.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { PlaceChoice } from '../../components/place-choice.tsx';
import { Unreadable } from '../../components/unread.tsx';
import { fleetCalls } from '../../state/fleet-calls.ts';
import { placeIn } from '../../state/place.ts';
import { AlarmItem } from './alarm-item.tsx';
import { AlarmList } from './alarm-list.tsx';
import { t } from './messages.ts';
import { PAGE, Past } from './past.tsx';

/** The most that the server gives at once. */
const MOST = 200;
const EVERY_MS = 15_000;

/** Alarms of all kiosks, of a site's or of one: those that last, or those that are over. Each is acknowledged at its kiosk. */
export function FleetAlarmLog({ app, over }: { app: App; over: boolean }) {
  const calls = fleetCalls(app.api);
  const known = useQuery(app, 'kiosks', calls.kiosks, { every: null });
  const place = placeIn(app.router.place.value.query);
  const name = `${over ? 'past' : 'active'} ${new URLSearchParams({ ...place })}`;
  const kioskOf = ({ kiosk_id }: FleetAlarms['alarms'][number]) => {
    const kiosk = known.resource.value.data?.find((each) => each.kiosk_id === kiosk_id);
    return [kiosk?.name || kiosk_id, kiosk?.site].filter(Boolean).join(' · ');
  };
  return (
    <div class="stack">
      <div class="form-row fleet-alarm-place">
        <PlaceChoice app={app} />
        {!over && <p class="hint">{t('fleet_acknowledge')}</p>}
      </div>
      {over ? (
        <Past
          key={name}
          app={app}
          name={name}
          load={(before: string | null) => calls.alarms('cleared', place, PAGE, before)}
          kioskOf={kioskOf}
        />
      ) : (
        <Lasting
          key={name}
          app={app}
          name={name}
          load={() => calls.alarms('active', place, MOST, null)}
          kioskOf={kioskOf}
        />
      )}
    </div>
  );
}

interface LastingProps {
  app: App;
  name: string;
  load(): Promise<FleetAlarms>;
  kioskOf(alarm: FleetAlarms['alarms'][number]): string;
}

function Lasting({ app, name, load, kioskOf }: LastingProps) {
  const alarms = useQuery(app, name, load, { every: EVERY_MS });
  return (
    <AsyncView app={app} of={alarms}>
      {(held) => (
        <>
          <AlarmList of={held.alarms} none={[t('none'), t('none_hint')]}>
            {(alarm) => (
              <AlarmItem
                key={`${alarm.kiosk_id} ${alarm.id}`}
                app={app}
                alarm={alarm}
                kiosk={kioskOf(alarm)}
              />
            )}
          </AlarmList>
          <Unreadable n={held.unreadable} />
          {held.next !== null && <p class="hint">{t('fleet_most', { n: MOST })}</p>}
        </>
      )}
    </AsyncView>
  );
}
