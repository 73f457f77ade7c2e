import { useEffect, useMemo, useState } from 'preact/hooks';
import { act } from '../../../app/act.ts';
import type { App } from '../../../app/app.ts';
import { Push } from '../../../app/push.ts';
import type { ToldCalls } from './calls.ts';
import { LastDelivery } from './last-delivery.tsx';
import { t } from './messages.ts';
import { TestButton } from './test-button.tsx';

interface HereProps {
  app: App;
  calls: ToldCalls;
}

/** How this browser tells: its sound, and Web Push to it and the person's others. */
export function Here({ app, calls }: HereProps) {
  const { bell } = app;
  const state = bell.muted.value ? 'sound_muted' : bell.silent.value ? 'sound_silent' : 'sound_on';
  return (
    <section class="card told-card" aria-labelledby="here-title">
      <div>
        <h2 id="here-title">{t('here')}</h2>
        <p class="hint">{t('here_hint')}</p>
      </div>
      <div class="told-line">
        <p role="status">{t(state)}</p>
        {!bell.muted.value && (
          <button type="button" class="quiet" onClick={() => bell.test()}>
            {t('sound_test')}
          </button>
        )}
        <button type="button" class="quiet" onClick={() => bell.mute(!bell.muted.value)}>
          {t(bell.muted.value ? 'sound_unmute' : 'sound_mute')}
        </button>
      </div>
      <PushHere app={app} calls={calls} />
    </section>
  );
}

function PushHere({ app, calls }: HereProps) {
  const push = useMemo(() => new Push(app.api), [app]);
  const load = () => void act(app, () => push.load());
  useEffect(load, [push]);
  useEffect(() => push.onPermission(load), [push]);
  const [failed, setFailed] = useState(false);
  const { ability, phone } = push;
  const busy = push.busy.value;
  const on = async () => {
    setFailed(false);
    const asked = await push.switchOn().catch(() => null);
    setFailed(asked === null);
    load();
  };
  const words = busy ? 'push_busy' : phone ? 'push_on' : failed ? 'push_refused' : 'push_off';
  const remove = async (id: number) => {
    await act(app, () => calls.removePhone(id));
    if (phone?.id === id) await push.switchOff();
    load();
  };
  return (
    <>
      <div>
        <h3>{t('push')}</h3>
        <p class="hint">{t('push_hint')}</p>
      </div>
      <div class="told-line">
        <p role="status">{t(ability === 'ready' ? words : `push_${ability}`)}</p>
        {ability === 'ready' && phone === null && (
          <button type="button" class="primary" disabled={busy} onClick={() => void on()}>
            {t('push_switch_on')}
          </button>
        )}
      </div>
      {(push.state.value?.phones.length ?? 0) > 0 && (
        <ul class="rows" aria-label={t('phones')}>
          {push.state.value!.phones.map((one) => {
            const name = one.browser || t('phone_unnamed');
            return (
              <li key={one.id}>
                <div class="grow">
                  <h3>
                    {name} {one.id === phone?.id && <span class="plain-chip">{t('phone_this')}</span>}
                  </h3>
                  <LastDelivery app={app} of={one} />
                </div>
                <TestButton app={app} what={name} run={() => calls.testPhone(one.id)} onDone={load} />
                <button
                  type="button"
                  class="quiet"
                  aria-label={`${t('push_switch_off')}: ${name}`}
                  onClick={() => void remove(one.id)}
                >
                  {t('push_switch_off')}
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
