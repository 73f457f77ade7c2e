import { useState } from 'preact/hooks';
import type { Alarm } from '../../../../edge-server/contract/alarms.ts';
import type { FleetAlarms } from '../../../../edge-server/contract/fleet.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Unreadable } from '../../components/unread.tsx';
import { AlarmItem } from './alarm-item.tsx';
import { AlarmList } from './alarm-list.tsx';
import { t } from './messages.ts';

/** Alarms of a page. */
export const PAGE = 30;

interface PastPage<Item, Place> {
  alarms: Item[];
  next: Place | null;
  /** Alarms that the fleet's server could not read. */
  unreadable?: number;
}

interface PastProps<Item, Place> {
  app: App;
  /** What is looked at, for the cache of answers. */
  name: string;
  /** The page behind a place, from the newest with null. */
  load(before: Place | null): Promise<PastPage<Item, Place>>;
  /** Name of the kiosk of an alarm, where several are shown. */
  kioskOf?(alarm: Item): string;
}

/** Alarms that are over, the newest first; older pages on demand. */
export function Past<Item extends Alarm | FleetAlarms['alarms'][number], Place>({
  app,
  name,
  load,
  kioskOf,
}: PastProps<Item, Place>) {
  const past = useQuery(app, name, () => load(null), { every: null });
  const [busy, setBusy] = useState(false);
  const older = async (held: PastPage<Item, Place>) => {
    setBusy(true);
    const more = await act(app, () => load(held.next));
    setBusy(false);
    if (more) {
      const unreadable = (held.unreadable ?? 0) + (more.unreadable ?? 0);
      past.set({ alarms: [...held.alarms, ...more.alarms], next: more.next, unreadable });
    }
  };
  return (
    <AsyncView app={app} of={past}>
      {(held) => (
        <>
          <AlarmList of={held.alarms} none={[t('history_none'), t('history_none_hint')]}>
            {(alarm) => (
              <AlarmItem
                key={'kiosk_id' in alarm ? `${alarm.kiosk_id} ${alarm.id}` : alarm.id}
                app={app}
                alarm={alarm}
                kiosk={kioskOf?.(alarm)}
              />
            )}
          </AlarmList>
          <Unreadable n={held.unreadable} />
          {held.next !== null && (
            <button type="button" class="quiet older" disabled={busy} onClick={() => void older(held)}>
              {t('older')}
            </button>
          )}
        </>
      )}
    </AsyncView>
  );
}
