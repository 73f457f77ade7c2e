import { useState } from 'preact/hooks';
import type { PairingCode } from '../../../../edge-server/contract/access.ts';
import { language } from '../../../shared/language.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Empty } from '../../components/error-view.tsx';
import { Secret } from '../../components/secret.tsx';
import { ago, clockTime, dateTime } from '../../format/time.ts';
import type { PeopleCalls } from './calls.ts';
import { t } from './messages.ts';

const EVERY_MS = 15_000;

/** The browsers that may send visits. */
export function Devices({ app, calls }: { app: App; calls: PeopleCalls }) {
  const devices = useQuery(app, 'devices', calls.devices, { every: EVERY_MS });
  const [code, setCode] = useState<PairingCode | null>(null);
  const [leaving, setLeaving] = useState<string | null>(null);
  const { zone, now } = app.live;
  const pair = async () => setCode(await act(app, calls.pairingCode));
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
        <button type="button" class="primary" onClick={() => void pair()}>
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
                    {browser && <p class="hint">{browser}</p>}
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
      {code && (
        <Dialog title={t('pair_title')} onClose={() => setCode(null)} onSubmit={() => setCode(null)}>
          <p>{t('pair_text', { at: clockTime(code.expires_at, language.value, zone.value) })}</p>
          <Secret value={`${location.origin}/?pair=${code.code}`} copy={t('copy')} copied={t('copied')} />
          <div class="buttons">
            <button type="submit" class="primary">
              {t('close')}
            </button>
          </div>
        </Dialog>
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
