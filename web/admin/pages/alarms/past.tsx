import { useState } from 'preact/hooks';
import type { AlarmList } from '../../../../edge-server/contract/alarms.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { usePolled } from '../../app/polled.ts';
import { Empty } from '../../parts/blank.tsx';
import { Shown } from '../../parts/shown.tsx';
import { AlarmItem } from './alarm-item.tsx';
import type { AlarmCalls } from './calls.ts';
import { t } from './messages.ts';

const PAGE = 30;

/** Alarms that are over, the newest first; older pages on demand. */
export function Past({ app, calls }: { app: App; calls: AlarmCalls }) {
  const past = usePolled(app, 'past', () => calls.alarms('cleared', PAGE, null), { every: null });
  const [busy, setBusy] = useState(false);
  const older = async (held: AlarmList) => {
    setBusy(true);
    const more = await act(app, () => calls.alarms('cleared', PAGE, held.next));
    setBusy(false);
    if (more) past.set({ alarms: [...held.alarms, ...more.alarms], next: more.next });
  };
  return (
    <Shown app={app} of={past}>
      {(held) =>
        held.alarms.length === 0 ? (
          <section class="card">
            <Empty title={t('history_none')} hint={t('history_none_hint')} />
          </section>
        ) : (
          <>
            <ul class="stack">
              {held.alarms.map((alarm) => (
                <AlarmItem key={alarm.id} app={app} alarm={alarm} />
              ))}
            </ul>
            {held.next !== null && (
              <button type="button" class="quiet older" disabled={busy} onClick={() => void older(held)}>
                {t('older')}
              </button>
            )}
          </>
        )
      }
    </Shown>
  );
}
