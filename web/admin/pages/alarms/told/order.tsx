import { useId, useState } from 'preact/hooks';
import { type DutyPerson, type DutyPlace, MOST_STEPS } from '../../../../../edge-server/contract/duty.ts';
import { act } from '../../../app/act.ts';
import type { App } from '../../../app/app.ts';
import { useQuery } from '../../../app/query.ts';
import { AsyncView } from '../../../components/async-view.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import type { ToldCalls } from './calls.ts';
import { ChoiceFields, hoursOk } from './choice-fields.tsx';
import { t } from './messages.ts';

interface OrderProps {
  app: App;
  calls: ToldCalls;
}

/** In which turn each person is told, with their choices. */
export function Order({ app, calls }: OrderProps) {
  const duty = useQuery(app, 'duty', calls.duty, { every: null });
  const [edited, setEdited] = useState<DutyPerson | null>(null);
  const seconds = app.live.settings.value?.answerSeconds ?? 60;
  return (
    <section class="card told-card" aria-labelledby="order-title">
      <div>
        <h2 id="order-title">{t('order')}</h2>
        <p class="hint">{t('order_hint', { s: seconds })}</p>
      </div>
      <AsyncView app={app} of={duty}>
        {({ people }) => (
          <ul class="rows">
            {[...people]
              .sort((a, b) => a.step - b.step)
              .map((person) => (
                <li key={person.id}>
                  <div class="grow">
                    <h3>
                      <span class="plain-chip">
                        {t('turn')} {person.step}
                      </span>{' '}
                      <bdi>{person.name}</bdi>
                    </h3>
                    <p class="hint">
                      {person.kinds.map((kind) => t(`kind_${kind}`)).join(' · ') || t('nothing')} ·{' '}
                      {person.hours || t('always')} ·{' '}
                      {person.ways + person.phones === 0
                        ? t('nothing_reaches')
                        : t('reaches', { ways: person.ways, phones: person.phones })}
                    </p>
                  </div>
                  <button
                    type="button"
                    class="quiet"
                    aria-label={`${t('edit')}: ${person.name}`}
                    onClick={() => setEdited(person)}
                  >
                    {t('edit')}
                  </button>
                </li>
              ))}
          </ul>
        )}
      </AsyncView>
      {edited && (
        <PlaceForm
          app={app}
          calls={calls}
          person={edited}
          onClose={() => setEdited(null)}
          onSaved={() => {
            setEdited(null);
            duty.refresh();
          }}
        />
      )}
    </section>
  );
}

interface PlaceFormProps extends OrderProps {
  person: DutyPerson;
  onClose(): void;
  onSaved(): void;
}

function PlaceForm({ app, calls, person, onClose, onSaved }: PlaceFormProps) {
  const id = useId();
  const { kinds, hours, language, step } = person;
  const [place, setPlace] = useState<DutyPlace>({ kinds, hours, language, step });
  const save = async () => {
    if (await act(app, () => calls.place(person.id, { ...place, hours: place.hours.trim() }))) onSaved();
  };
  return (
    <Dialog title={<bdi>{person.name}</bdi>} onClose={onClose} onSubmit={() => void save()}>
      <div class="form-field">
        <label for={id}>{t('turn')}</label>
        <select
          id={id}
          value={String(place.step)}
          onChange={(event) => setPlace({ ...place, step: Number(event.currentTarget.value) })}
        >
          {Array.from({ length: MOST_STEPS }, (_, n) => (
            <option key={n} value={String(n + 1)}>
              {n + 1}
            </option>
          ))}
        </select>
      </div>
      <ChoiceFields choice={place} onChange={(choice) => setPlace({ ...place, ...choice })} />
      <div class="buttons">
        <button type="button" class="quiet" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="submit" class="primary" disabled={!hoursOk(place.hours)}>
          {t('save')}
        </button>
      </div>
    </Dialog>
  );
}
