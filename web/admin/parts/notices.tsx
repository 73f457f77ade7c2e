import { language } from '../../shared/language.ts';
import { ago, clockTime } from '../format/time.ts';
import { t } from '../messages/text.ts';
import type { AdminData } from '../state/admin-data.ts';
import type { View } from '../state/view.ts';
import { Icon } from './icons.tsx';

/** What is wrong with the page's data as a whole; said to screen readers when it changes. */
export function Notices({ data }: { data: AdminData }) {
  const view = data.view.value;
  const call = data.call.value;
  const simulated = data.health.value.data?.parts.thermometer.simulated === true;
  return (
    <div class="notices">
      <div role="status">
        {view.at === 'stale' && (
          <p class="notice deny">
            <Icon sign="deny" />
            <span>
              <strong>{t('server_away')}</strong> <Age data={data} since={view.since} />
            </span>
          </p>
        )}
        {call && (
          <p class="notice adjust">
            <Icon sign="staff" />
            <span>
              <strong>{t('staff_called', { time: clockTime(call.at, language.value, zoneOf(data)) })}</strong>{' '}
              <button type="button" onClick={() => (data.call.value = null)}>
                {t('staff_called_seen')}
              </button>
            </span>
          </p>
        )}
      </div>
      {simulated && (
        <p class="notice simulated">
          <Icon sign="simulated" />
          {t('simulated_thermometer')}
        </p>
      )}
    </div>
  );
}

/** The age ticks each second, which nobody wants read aloud. */
function Age({ data, since }: { data: AdminData; since: number }) {
  return (
    <span aria-live="off">
      {t('server_away_data', {
        time: clockTime(since, language.value, zoneOf(data)),
        age: ago(data.now.value - since, language.value),
      })}
    </span>
  );
}

function zoneOf(data: AdminData): string {
  return data.today.value.data?.time_zone ?? 'Asia/Seoul';
}

/** A whole page's worth of nothing to show: why, and what to do. */
export function Blank({ view, retry }: { view: View; retry: () => void }) {
  const [title, hint] = words(view);
  return (
    <section class="card blank" role="alert">
      <span class="blank-sign deny">
        <Icon sign="deny" />
      </span>
      <h2>{title}</h2>
      <p>{hint}</p>
      <button type="button" class="primary" onClick={retry}>
        {t('retry')}
      </button>
    </section>
  );
}

function words(view: View): [title: string, hint: string] {
  if (view.at !== 'failed') return [t('server_away'), t('server_away_empty')];
  switch (view.code) {
    case 'unreadable':
      return [t('failed'), t('failed_unreadable')];
    case 'not_ready':
      return [t('failed'), t('failed_not_ready')];
    case 'store_full':
      return [t('failed'), t('failed_store_full')];
    default:
      return [t('failed'), t('failed_other')];
  }
}
