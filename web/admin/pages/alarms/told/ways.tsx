import { useState } from 'preact/hooks';
import type { StoredWay } from '../../../../../edge-server/contract/ways.ts';
import { act } from '../../../app/act.ts';
import type { App } from '../../../app/app.ts';
import { useQuery } from '../../../app/query.ts';
import { AsyncView } from '../../../components/async-view.tsx';
import { Confirm } from '../../../components/confirm.tsx';
import { Empty } from '../../../components/error-view.tsx';
import type { ToldCalls } from './calls.ts';
import { LastDelivery } from './last-delivery.tsx';
import { t } from './messages.ts';
import { TestButton } from './test-button.tsx';
import { WayForm } from './way-form.tsx';

/** The site's ways and people's: what became of the last message, a test, and the form that adds and changes them. */
export function Ways({ app, calls }: { app: App; calls: ToldCalls }) {
  const ways = useQuery(app, 'ways', calls.ways, { every: 15_000, events: ['alarm'] });
  const duty = useQuery(app, 'duty', calls.duty, { every: null });
  const [edited, setEdited] = useState<StoredWay | 'new' | null>(null);
  const [removed, setRemoved] = useState<StoredWay | null>(null);
  const ownerOf = (person: number | null) =>
    person === null
      ? t('person_site')
      : (duty.resource.value.data?.people.find(({ id }) => id === person)?.name ?? '');
  const remove = async (way: StoredWay) => {
    const work = async () => {
      await calls.removeWay(way.id);
      return true;
    };
    if (await act(app, work)) app.toasts.show(t('removed'));
    setRemoved(null);
    ways.refresh();
  };
  return (
    <section class="card told-card" aria-labelledby="ways-title">
      <div class="card-head">
        <div>
          <h2 id="ways-title">{t('ways')}</h2>
          <p class="hint">{t('ways_hint')}</p>
        </div>
        <button type="button" class="primary" onClick={() => setEdited('new')}>
          {t('way_add')}
        </button>
      </div>
      <AsyncView app={app} of={ways}>
        {(list) =>
          list.ways.length === 0 ? (
            <Empty title={t('ways_none')} hint={t('ways_none_hint')} />
          ) : (
            <ul class="rows">
              {list.ways.map((one) => (
                <li key={one.id}>
                  <div class="grow">
                    <h3>
                      <bdi>{one.way.name}</bdi>
                    </h3>
                    <p class="hint">
                      {t(`kind_${one.way.kind}`)} · <bdi>{ownerOf(one.way.person)}</bdi>
                    </p>
                    <LastDelivery app={app} of={one} />
                  </div>
                  <TestButton
                    app={app}
                    what={one.way.name}
                    run={() => calls.testWay(one.id)}
                    onDone={() => ways.refresh()}
                  />
                  <div class="told-buttons">
                    <button
                      type="button"
                      class="quiet"
                      aria-label={`${t('edit')}: ${one.way.name}`}
                      onClick={() => setEdited(one)}
                    >
                      {t('edit')}
                    </button>
                    <button
                      type="button"
                      class="quiet"
                      aria-label={`${t('remove')}: ${one.way.name}`}
                      onClick={() => setRemoved(one)}
                    >
                      {t('remove')}
                    </button>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </AsyncView>
      {edited !== null && (
        <WayForm
          app={app}
          calls={calls}
          way={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={() => {
            setEdited(null);
            ways.refresh();
          }}
        />
      )}
      {removed && (
        <Confirm
          title={t('remove_title')}
          text={t('remove_text', { name: removed.way.name })}
          yes={t('remove')}
          no={t('cancel')}
          onYes={() => void remove(removed)}
          onClose={() => setRemoved(null)}
        />
      )}
    </section>
  );
}
