import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { settingsCalls } from '../settings/calls.ts';
import { Field } from '../settings/field.tsx';
import { SettingsForm } from '../settings/form.ts';
import { Trouble } from '../settings/trouble.tsx';
import type { Key } from '../settings/typed.ts';
import { type Filled, filledNote, fillFromBrowser, thisBrowser } from './from-browser.ts';
import { t } from './messages.ts';
import { Step, type StepProps } from './step.tsx';

interface SettingsStepProps extends StepProps {
  keys: readonly Key[];
  /** What the step is for besides them and has not happened yet. */
  missing?: string | null;
  /** What stands below them; by a function when it needs what was typed to be saved first. */
  children?: ComponentChildren | ((save: () => Promise<boolean>) => ComponentChildren);
}

/** Some of the settings, saved by the way on. */
export function SettingsStep({ keys, missing = null, children, ...step }: SettingsStepProps) {
  const { app } = step;
  const calls = useMemo(() => settingsCalls(app.api), [app]);
  const form = useMemo(() => new SettingsForm(calls), [calls]);
  const [filled, setFilled] = useState<Filled>({});
  const view = useQuery(
    app,
    `guide-settings-${step.step}`,
    async () => {
      const now = await calls.read();
      const first = form.view.value === null;
      form.receive(now);
      // What was done once was chosen, also when the person chose the default.
      if (first && step.step === 'site' && step.state !== 'done') {
        setFilled(fillFromBrowser(form, thisBrowser()));
      }
      return now;
    },
    { every: null, events: ['settings'] },
  );
  const typed = form.differences.value.length > 0;
  const savable = typed ? form.ready.value || form.saving.value : form.faults.value.size === 0;
  const save = async () => {
    if (!savable) return false;
    if (!typed || (await form.save())) return true;
    if (form.error.value?.code === 'login_required') app.session.ended();
    return false;
  };
  const note = filledNote(form, filled);
  return (
    <Step {...step} fault={savable ? null : t('unsavable')} missing={missing} save={save}>
      <AsyncView app={app} of={view}>
        {() => (
          <div class="card">
            <div class="setting-list">
              {keys.map((key) => (
                <Field key={key} form={form} name={key} />
              ))}
            </div>
            {note && <p class="hint">{t(`browser_${note}`)}</p>}
            <Trouble form={form} />
          </div>
        )}
      </AsyncView>
      {typeof children === 'function' ? children(save) : children}
    </Step>
  );
}
