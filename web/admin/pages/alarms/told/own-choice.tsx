import { useState } from 'preact/hooks';
import type { DutyChoice, DutyPerson } from '../../../../../edge-server/contract/duty.ts';
import { act } from '../../../app/act.ts';
import type { App } from '../../../app/app.ts';
import { useQuery } from '../../../app/query.ts';
import { AsyncView } from '../../../components/async-view.tsx';
import type { ToldCalls } from './calls.ts';
import { ChoiceFields, hoursOk } from './choice-fields.tsx';
import { t } from './messages.ts';

/** What wakes whoever looks at this, and when. */
export function OwnChoice({ app, calls }: { app: App; calls: ToldCalls }) {
  const own = useQuery(app, 'own', calls.own, { every: null });
  return (
    <section class="card told-card" aria-labelledby="own-title">
      <h2 id="own-title">{t('own')}</h2>
      <AsyncView app={app} of={own}>
        {(person) => <Form app={app} calls={calls} person={person} onSaved={(saved) => own.set(saved)} />}
      </AsyncView>
    </section>
  );
}

interface FormProps {
  app: App;
  calls: ToldCalls;
  person: DutyPerson;
  onSaved(person: DutyPerson): void;
}

function Form({ app, calls, person, onSaved }: FormProps) {
  const { kinds, hours, language } = person;
  const [choice, setChoice] = useState<DutyChoice>({ kinds, hours, language });
  const save = async () => {
    const saved = await act(app, () => calls.choose({ ...choice, hours: choice.hours.trim() }));
    if (!saved) return;
    onSaved(saved);
    app.toasts.show(t('own_saved'));
  };
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <ChoiceFields choice={choice} onChange={setChoice} />
      <div class="buttons">
        <button type="submit" class="primary" disabled={!hoursOk(choice.hours)}>
          {t('save')}
        </button>
      </div>
    </form>
  );
}
