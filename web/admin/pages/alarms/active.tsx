import { useState } from 'preact/hooks';
import type { Alarm } from '../../../../edge-server/contract/alarms.ts';
import { ALARM_TEXT } from '../../../../edge-server/words/alarms/index.ts';
import { language } from '../../../shared/language.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Notice } from '../../components/notice.tsx';
import { AlarmItem } from './alarm-item.tsx';
import { AlarmList } from './alarm-list.tsx';
import type { AlarmCalls } from './calls.ts';
import { t } from './messages.ts';
import { Unlock } from './unlock.tsx';

const MOST = 200;
const EVERY_MS = 15_000;

/** What is open or acknowledged, the newest first, and the door's lock. */
export function Active({ app, calls }: { app: App; calls: AlarmCalls }) {
  const alarms = useQuery(app, 'active', () => calls.alarms('active', MOST, null), {
    every: EVERY_MS,
    events: ['alarm', 'lock'],
  });
  const [unlocking, setUnlocking] = useState(false);
  const locked = app.live.health.value.data?.parts.door.locked === true;
  const reopen = async (alarm: Alarm) => {
    await act(app, () => calls.reopen(alarm.id), { not_found: t('reopen_failed') });
    alarms.refresh();
  };
  const acknowledge = async (alarm: Alarm) => {
    const seen = await act(app, () => calls.acknowledge(alarm.id), { not_found: t('gone') });
    if (seen) {
      const title = ALARM_TEXT[alarm.code].title[language.value];
      app.toasts.show(t('acknowledged_toast', { title }), () => void reopen(alarm));
    }
    alarms.refresh();
  };
  return (
    <div class="stack">
      {locked && (
        <Notice tone="deny">
          <div class="lock-line">
            <span>{t('locked')}</span>
            <button type="button" class="quiet" onClick={() => setUnlocking(true)}>
              {t('unlock')}
            </button>
          </div>
        </Notice>
      )}
      {unlocking && <Unlock app={app} calls={calls} onClose={() => setUnlocking(false)} />}
      <AsyncView app={app} of={alarms}>
        {(held) => (
          <AlarmList of={held.alarms} none={[t('none'), t('none_hint')]}>
            {(alarm) => (
              <AlarmItem
                key={alarm.id}
                app={app}
                alarm={alarm}
                onAcknowledge={() => void acknowledge(alarm)}
              />
            )}
          </AlarmList>
        )}
      </AsyncView>
    </div>
  );
}
