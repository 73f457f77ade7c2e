import { language } from '../../shared/language.ts';
import type { App } from '../app/app.ts';
import { Icon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { ago, clockTime } from '../format/time.ts';
import { t } from '../messages/text.ts';

/** What is wrong for every page: the server is away, a visitor calls, the thermometer is simulated. */
export function Away({ app: { live } }: { app: App }) {
  const since = live.heardAt.value;
  const call = live.call.value;
  const simulated = live.health.value.data?.parts.thermometer.simulated === true;
  return (
    <div class="notices">
      <div role="status">
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
          <Notice tone="adjust" icon="staff">
            <strong>
              {t('staff_called', { time: clockTime(call.at, language.value, live.zone.value) })}
            </strong>{' '}
            <button type="button" class="quiet" onClick={() => (live.call.value = null)}>
              {t('staff_called_seen')}
            </button>
          </Notice>
        )}
      </div>
      {simulated && (
        <p class="simulated-line simulated">
          <Icon name="simulated" />
          {t('simulated_thermometer')}
        </p>
      )}
    </div>
  );
}
