import type { FleetKiosk } from '../../../../edge-server/contract/fleet.ts';
import { language } from '../../../shared/language.ts';
import type { App } from '../../app/app.ts';
import { hrefOf } from '../../app/router.ts';
import { Icon } from '../../components/icons.tsx';
import { ago } from '../../format/time.ts';
import { t } from './messages.ts';

/** Silent kiosks that are named; the page of devices has all. */
const MOST = 8;

/** How many kiosks call, and which do not, the longest silent first. Those that are revoked are left out. */
export function Presence({ app, kiosks }: { app: App; kiosks: readonly FleetKiosk[] }) {
  const known = kiosks.filter(({ revoked }) => !revoked);
  const silent = known
    .filter(({ presence }) => presence !== 'here')
    .sort((a, b) => (a.last_seen ?? '').localeCompare(b.last_seen ?? ''));
  const here = known.length - silent.length;
  const tone = silent.length === 0 ? 'pass' : 'adjust';
  return (
    <section class="card presence" aria-labelledby="presence-title">
      <div class="card-head">
        <h2 id="presence-title">{t('kiosks')}</h2>
        <a href={hrefOf('devices')}>{t('all_kiosks')}</a>
      </div>
      <p class={`chip ${tone}`}>
        <Icon name={tone} />
        {t('kiosks_here', { here, n: known.length })}
      </p>
      {silent.length > 0 && (
        <ul class="part-list">
          {silent.slice(0, MOST).map(({ kiosk_id, name, site, last_seen }) => (
            <li key={kiosk_id} class="part">
              <span class="part-sign adjust">
                <Icon name="adjust" />
              </span>
              <div>
                <h3>
                  <bdi>{name || kiosk_id}</bdi>
                </h3>
                <p class="hint">
                  {site && `${site} · `}
                  {last_seen === null
                    ? t('kiosk_never_called')
                    : t('kiosk_called', {
                        ago: ago(app.live.now.value - Date.parse(last_seen), language.value),
                      })}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
      {silent.length > MOST && <p class="hint">{t('alarms_more', { n: silent.length - MOST })}</p>}
    </section>
  );
}
