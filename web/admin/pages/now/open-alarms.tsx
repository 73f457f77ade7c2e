import type { Alarm, AlarmList } from '../../../../edge-server/contract/alarms.ts';
import { ALARM_TEXT } from '../../../../edge-server/words/alarms/index.ts';
import { language } from '../../../shared/language.ts';
import type { App } from '../../app/app.ts';
import type { Query } from '../../app/query.ts';
import { hrefOf } from '../../app/router.ts';
import { Coded } from '../../components/coded.tsx';
import { Icon } from '../../components/icons.tsx';
import { failureWords } from '../../format/failure.ts';
import { ago } from '../../format/time.ts';
import { codeOf } from '../../state/resource.ts';
import { t } from './messages.ts';

/** Alarms that are shown here; the others are on their own page. */
const MOST = 5;

/** The alarms that nobody has seen yet, each with what to do. */
export function OpenAlarms({ app, alarms }: { app: App; alarms: Query<AlarmList> }) {
  const open = alarms.resource.value.data?.alarms ?? [];

  async function change(alarm: Alarm, to: 'seen' | 'open'): Promise<void> {
    try {
      await (to === 'seen' ? app.api.acknowledge(alarm.id) : app.api.reopen(alarm.id));
      const title = ALARM_TEXT[alarm.code].title[language.value];
      // One that tells of an event is over with it, and can't be opened again.
      const undo = alarm.cleared_at === null ? () => void change(alarm, 'open') : null;
      if (to === 'seen') app.toasts.show(t('acknowledged', { title }), undo);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'login_required') app.session.ended();
      else app.toasts.fail(failureWords(code)[0]);
    }
    alarms.refresh();
  }

  if (open.length === 0) return null;
  return (
    <section class="card open-alarms" aria-labelledby="alarms-title">
      <div class="card-head">
        <h2 id="alarms-title">{t('alarms')}</h2>
        <a href={hrefOf('alarms')}>{t('all_alarms')}</a>
      </div>
      <ul class="part-list">
        {open.slice(0, MOST).map((alarm) => {
          const text = ALARM_TEXT[alarm.code];
          const tone = alarm.severity === 'critical' ? 'deny' : 'adjust';
          return (
            <li key={alarm.id} class="part">
              <span class={`part-sign ${tone}`}>
                <Icon name={tone} />
              </span>
              <div>
                <h3>{text.title[language.value]}</h3>
                <p>
                  <Coded text={text.todo[language.value]} />
                </p>
                <p class="hint">{ago(app.live.now.value - Date.parse(alarm.opened_at), language.value)}</p>
              </div>
              <button type="button" class="quiet" onClick={() => void change(alarm, 'seen')}>
                {t('acknowledge')}
              </button>
            </li>
          );
        })}
      </ul>
      {open.length > MOST && <p class="hint">{t('alarms_more', { n: open.length - MOST })}</p>}
    </section>
  );
}
