import { language } from '../../shared/language.ts';
import { act } from '../app/act.ts';
import { type App, isFleet } from '../app/app.ts';
import { Icon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { ago, clockTime } from '../format/time.ts';
import { t } from '../messages/text.ts';

/** What is wrong for every page: the server is away, a visitor calls, the thermometer is simulated. */
export function Away({ app }: { app: App }) {
  const { live, bell } = app;
  const since = live.heardAt.value;
  const call = live.call.value;
  const simulated = live.health.value.data?.parts.thermometer.simulated === true;
  return (
    <>
      {/* Whoever has scrolled down sees who calls, too. */}
      <div role="status" class={`notices${call ? ' calls' : ''}`}>
        {live.server.value === 'away' && (
          <Notice tone="deny">
            <strong>{t('server_away')}</strong>{' '}
            {/* The age ticks each second, which nobody wants read aloud. */}
            <span aria-live="off">
              {since === null
                ? t('server_away_empty')
                : t('server_away_data', {
                    time: clockTime(since, language.value, live.zone.value),
                    age: ago(live.now.value - since, language.value),
                  })}
            </span>
          </Notice>
        )}
        {call && (
          <Notice
            tone="adjust"
            icon="staff"
            action={
              <button type="button" class="quiet" onClick={() => void seen(app)}>
                {t('staff_called_seen')}
              </button>
            }
          >
            <strong>
              {t('staff_called', { time: clockTime(call.at, language.value, live.zone.value) })}
            </strong>
          </Notice>
        )}
        {bell.silent.value && isKiosk(app) && (
          <Notice
            tone="adjust"
            icon="alarms"
            action={
              <button type="button" class="quiet" onClick={() => bell.test()}>
                {t('bell_on')}
              </button>
            }
          >
            {t('bell_silent')}
          </Notice>
        )}
      </div>
      {simulated && (
        <p class="simulated-line simulated">
          <Icon name="simulated" />
          {t('simulated_thermometer')}
        </p>
      )}
    </>
  );
}

/** Whether calls can come: somebody is logged in on a kiosk's own server. */
const isKiosk = (app: App) => app.session.state.value.at === 'in' && !isFleet(app);

/** Somebody goes there: the call is acknowledged, and rings nowhere any more. */
async function seen(app: App): Promise<void> {
  const call = app.bell.ringing.value.find(({ code }) => code === 'call_staff');
  if (call) {
    const done = await act(app, () => app.api.acknowledge(call.id), { not_found: t('call_over') });
    if (!done) return;
  }
  app.live.call.value = null;
}
