import type { FleetAlarms, FleetKiosk } from '../../../../edge-server/contract/fleet.ts';
import { alarmText } from '../../../../edge-server/words/alarms/index.ts';
import { language } from '../../../shared/language.ts';
import type { App } from '../../app/app.ts';
import { hrefOf } from '../../app/router.ts';
import { Coded } from '../../components/coded.tsx';
import { Icon } from '../../components/icons.tsx';
import { Unreadable } from '../../components/unread.tsx';
import { ago } from '../../format/time.ts';
import { t } from './messages.ts';

/** Alarms that are shown at once; the others are told by their number. */
const MOST = 8;

interface FleetAlarmListProps {
  app: App;
  list: FleetAlarms;
  kiosks: ReadonlyMap<string, FleetKiosk>;
}

/** The alarms of all kiosks that nobody has acknowledged, each with its kiosk and what to do there. */
export function FleetAlarmList({ app, list: { alarms, next, unreadable }, kiosks }: FleetAlarmListProps) {
  if (alarms.length === 0 && unreadable === 0) return null;
  const left = alarms.length - MOST;
  return (
    <section class="card open-alarms" aria-labelledby="alarms-title">
      <div class="card-head">
        <h2 id="alarms-title">{t('alarms')}</h2>
        <p class="hint">{t('fleet_acknowledge')}</p>
      </div>
      <ul class="part-list">
        {alarms.slice(0, MOST).map((alarm) => {
          const tone = alarm.severity === 'critical' ? 'deny' : 'adjust';
          const kiosk = kiosks.get(alarm.kiosk_id);
          return (
            <li key={`${alarm.kiosk_id} ${alarm.id}`} class="part">
              <span class={`part-sign ${tone}`}>
                <Icon name={tone} />
              </span>
              <div>
                <Words code={alarm.code} detail={alarm.detail} />
                <p class="hint">
                  <bdi>{kiosk?.name || alarm.kiosk_id}</bdi>
                  {kiosk?.site && ` · ${kiosk.site}`}
                  {' · '}
                  {ago(app.live.now.value - Date.parse(alarm.opened_at), language.value)}
                </p>
              </div>
            </li>
          );
        })}
      </ul>
      <Unreadable n={unreadable} />
      {left > 0 && (
        <p class="hint">
          <a href={hrefOf('alarms')}>
            {next === null ? t('alarms_more', { n: left }) : t('fleet_alarms_many', { n: left })}
          </a>
        </p>
      )}
    </section>
  );
}

/** A kiosk of a newer version has alarms that this page has no words for: its own are shown then. */
function Words({ code, detail }: { code: string; detail: string }) {
  const text = alarmText(code);
  return (
    <>
      <h3>{text ? text.title[language.value] : <code>{code}</code>}</h3>
      <p lang={text ? undefined : 'en'}>
        <Coded text={text ? text.todo[language.value] : detail} />
      </p>
    </>
  );
}
