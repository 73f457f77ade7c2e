import { language } from '../../../../shared/language.ts';
import type { App } from '../../../app/app.ts';
import { useQuery } from '../../../app/query.ts';
import { AsyncView } from '../../../components/async-view.tsx';
import { dateTime } from '../../../format/time.ts';
import type { ToldCalls } from './calls.ts';
import { reasonWords, t } from './messages.ts';

/** Messages that no receiver has taken yet, each with its last error. */
export function Waiting({ app, calls }: { app: App; calls: ToldCalls }) {
  const waiting = useQuery(app, 'deliveries', calls.deliveries, { every: 5000 });
  return (
    <section class="card told-card" aria-labelledby="waiting-title">
      <h2 id="waiting-title">{t('waiting')}</h2>
      <AsyncView app={app} of={waiting}>
        {({ deliveries }) =>
          deliveries.length === 0 ? (
            <p class="hint">{t('waiting_none')}</p>
          ) : (
            <ul class="rows">
              {deliveries.map(({ id, to, name, created_at, attempts, error }) => (
                <li key={id}>
                  <div class="grow">
                    <h3>
                      {t(`to_${to}`)}: <bdi>{name}</bdi>
                    </h3>
                    <p class="hint">
                      {t('waiting_line', {
                        at: dateTime(created_at, language.value, app.live.zone.value),
                        n: attempts,
                      })}
                    </p>
                    {error !== null && <p class="form-problem">{reasonWords(error)}</p>}
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </AsyncView>
    </section>
  );
}
