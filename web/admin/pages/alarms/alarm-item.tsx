import type { Alarm } from '../../../../edge-server/contract/alarms.ts';
import type { FleetAlarms } from '../../../../edge-server/contract/fleet.ts';
import { alarmText } from '../../../../edge-server/words/alarms/index.ts';
import { language } from '../../../shared/language.ts';
import type { App } from '../../app/app.ts';
import { hrefOf } from '../../app/router.ts';
import { Coded } from '../../components/coded.tsx';
import { Icon } from '../../components/icons.tsx';
import { Unread } from '../../components/unread.tsx';
import { ago, dateTime } from '../../format/time.ts';
import { t } from './messages.ts';
import { visitsOf } from './visits-of.ts';

interface AlarmItemProps {
  app: App;
  alarm: Alarm | FleetAlarms['alarms'][number];
  /** Whose it is, where several kiosks are shown. */
  kiosk?: string | undefined;
  /** Absent for one that is over. */
  onAcknowledge?: () => void;
}

/**
 * One alarm: what it is, what it means and what to do, in the words of docs/alarms.md; and where it stands. For one of a
 * kiosk that is newer than this page there are no words but its own.
 */
export function AlarmItem({ app, alarm, kiosk, onAcknowledge }: AlarmItemProps) {
  const words = alarmText(alarm.code);
  const at = (time: string) => dateTime(time, language.value, app.live.zone.value);
  const tone = alarm.cleared_at !== null ? 'off' : alarm.severity === 'critical' ? 'deny' : 'adjust';
  const { acknowledged_at, acknowledged_by, cleared_at, count } = alarm;
  const age = ago(app.live.now.value - Date.parse(alarm.opened_at), language.value);
  // The fleet's page of visits is of many kiosks.
  const visits = kiosk === undefined ? visitsOf(alarm, app.live.zone.value) : null;
  return (
    <li class={`card alarm ${tone}`}>
      <span class="part-sign">
        <Icon name={tone === 'off' ? 'off' : tone} />
      </span>
      <div class="alarm-body">
        <h2>
          {words ? words.title[language.value] : <code>{alarm.code}</code>}{' '}
          <span class="plain-chip">
            {t(alarm.severity === 'critical' ? 'severity_critical' : 'severity_warning')}
          </span>
          {count > 1 && <span class="plain-chip off">{t('times', { n: count })}</span>}
        </h2>
        {words && (
          <p>
            <Coded text={words.means[language.value]} />
          </p>
        )}
        {words && cleared_at === null && (
          <p>
            <strong>{t('todo')}:</strong> <Coded text={words.todo[language.value]} />
          </p>
        )}
        {alarm.detail && (
          <p class="hint" lang="en">
            <span lang={language.value}>{t('detail')}</span>: {alarm.detail}
          </p>
        )}
        {visits && (
          <p>
            <a href={hrefOf('visits', [], visits)}>{t('its_visits')}</a>
          </p>
        )}
        {'unread' in alarm && <Unread names={alarm.unread} />}
        <p class="hint">
          {kiosk !== undefined && (
            <>
              <bdi>{kiosk}</bdi> ·{' '}
            </>
          )}
          {t('opened', { at: at(alarm.opened_at), ago: age })}
          {acknowledged_at !== null &&
            ` · ${t('acknowledged', { who: (acknowledged_by ?? '').replace(/^user:/, ''), at: at(acknowledged_at) })}`}
          {cleared_at !== null && ` · ${t('cleared', { at: at(cleared_at) })}`}
        </p>
      </div>
      {onAcknowledge && acknowledged_at === null && (
        <button type="button" class="primary" onClick={onAcknowledge}>
          {t('acknowledge')}
        </button>
      )}
    </li>
  );
}
