import { useState } from 'preact/hooks';
import { language } from '../../../shared/language.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { browserName } from '../../app/push.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Empty } from '../../components/error-view.tsx';
import { ago, dateTime } from '../../format/time.ts';
import type { PeopleCalls } from './calls.ts';
import { t } from './messages.ts';
import { PairBrowser } from './pair-form.tsx';

/** A screen whose code was typed asks within 3 s, and is in the list then. */
const EVERY_MS = 5000;

/** The browsers that may send visits. */
export function Devices({ app, calls }: { app: App; calls: PeopleCalls }) {
  const devices = useQuery(app, 'devices', calls.devices, { every: EVERY_MS });
  const [pairing, setPairing] = useState(false);
  const [leaving, setLeaving] = useState<string | null>(null);
  const { zone, now } = app.live;
  const unpair = async (id: string) => {
    setLeaving(null);
    const work = async () => {
      await calls.unpair(id);
      return true;
    };
    if (await act(app, work)) app.toasts.show(t('unpaired'));
    devices.refresh();
  };
  return (
    <section class="card" aria-labelledby="devices-title">
      <div class="card-head">
        <div>
          <h2 id="devices-title">{t('devices')}</h2>
          <p class="hint">{t('devices_hint')}</p>
        </div>
        <button type="button" class="primary" onClick={() => setPairing(true)}>
          {t('pair')}
        </button>
      </div>
      <AsyncView app={app} of={devices}>
        {(list) =>
          list.devices.length === 0 ? (
            <Empty title={t('devices_none')} hint={t('devices_none_hint')} />
          ) : (
            <ul class="rows">
              {list.devices.map(({ id, paired_at, seen_at, browser }) => (
                <li key={id}>
                  <div class="grow">
                    <h3>{t('device', { id: id.slice(0, 6) })}</h3>
                    <p class="hint">
                      {t('paired_at', { at: dateTime(paired_at, language.value, zone.value) })}
                      {' · '}
                      {seen_at === null
                        ? t('not_seen')
                        : t('seen_at', { ago: ago(now.value - Date.parse(seen_at), language.value) })}
                    </p>
                    {browser && <p class="hint">{browserName(browser) || browser}</p>}
                  </div>
                  <button type="button" class="quiet" onClick={() => setLeaving(id)}>
                    {t('unpair')}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </AsyncView>
      {pairing && (
        <PairBrowser
          app={app}
          calls={calls}
          onClose={() => setPairing(false)}
          onPaired={() => {
            setPairing(false);
            devices.refresh();
          }}
        />
      )}
      {leaving !== null && (
        <Confirm
          title={t('unpair_title')}
          text={t('unpair_text')}
          yes={t('unpair')}
          no={t('cancel')}
          onYes={() => void unpair(leaving)}
          onClose={() => setLeaving(null)}
        />
      )}
    </section>
  );
}
