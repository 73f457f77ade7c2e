import type { FleetKiosk } from '../../../../edge-server/contract/fleet.ts';
import type { SoftwareStatus } from '../../../../edge-server/contract/software.ts';
import { language } from '../../../shared/language.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Empty } from '../../components/error-view.tsx';
import { Unread } from '../../components/unread.tsx';
import { ago } from '../../format/time.ts';
import { fleetCalls } from '../../state/fleet-calls.ts';
import { FleetCommand } from './fleet-command.tsx';
import { t } from './messages.ts';

const TONES = { here: 'pass', silent: 'deny', never: 'off', revoked: 'off' } as const;

/** Every kiosk of the fleet as the cloud knows it. */
export function Fleet({ app }: { app: App }) {
  const kiosks = useQuery(app, 'kiosks', fleetCalls(app.api).kiosks, { every: 15_000 });
  return (
    <section class="card" aria-labelledby="fleet-title">
      <div class="card-head">
        <h2 id="fleet-title">{t('fleet')}</h2>
      </div>
      <AsyncView app={app} of={kiosks}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('fleet_none')} hint={t('fleet_none_hint')} />
          ) : (
            <ul class="rows">
              {list.map((kiosk) => (
                <Kiosk key={kiosk.kiosk_id} app={app} kiosk={kiosk} />
              ))}
            </ul>
          )
        }
      </AsyncView>
    </section>
  );
}

function Kiosk({ app, kiosk }: { app: App; kiosk: FleetKiosk }) {
  const presence = kiosk.revoked ? 'revoked' : kiosk.presence;
  const { last_seen, version, model, state, site, alarms, fleet, unread } = kiosk;
  const facts = [site, version, model, state].filter(Boolean).join(' · ');
  return (
    <li>
      <div class="grow">
        <h3>
          <bdi>{kiosk.name || kiosk.kiosk_id}</bdi>{' '}
          <span class={`plain-chip ${TONES[presence]}`}>{t(`presence_${presence}`)}</span>
        </h3>
        <p class="hint">
          {kiosk.kiosk_id}
          {facts && ` · ${facts}`}
        </p>
        {last_seen !== null && (
          <p class="hint">
            {t('seen', { ago: ago(app.live.now.value - Date.parse(last_seen), language.value) })}
          </p>
        )}
        <Named software={fleet?.software ?? null} />
        <FleetCommand app={app} kiosk={kiosk.kiosk_id} command={fleet?.command ?? null} />
        <Unread names={unread} />
      </div>
      {alarms.active > 0 && (
        <span class={`plain-chip ${alarms.critical > 0 ? 'deny' : 'adjust'}`}>
          {t('alarms', { n: alarms.active })}
        </span>
      )}
    </li>
  );
}

/** The version that the fleet named, and what the kiosk made of it. */
function Named({ software }: { software: SoftwareStatus | null }) {
  if (software === null) return null;
  const { wanted, status, says } = software;
  return (
    <p class="hint">
      {t('fleet_named', { version: wanted, state: t(`software_${status}`) })}
      {says && <span lang="en">: {says}</span>}
    </p>
  );
}
