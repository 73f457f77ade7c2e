import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { settingsCalls } from '../settings/calls.ts';
import { Field } from '../settings/field.tsx';
import { SettingsForm } from '../settings/form.ts';
import { Trouble } from '../settings/trouble.tsx';
import { fromTyped, type Key } from '../settings/typed.ts';
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
  const [filled, setFilled] = useState(false);
  const view = useQuery(
    app,
    `guide-settings-${step.step}`,
    async () => {
      const now = await calls.read();
      const first = form.view.value === null;
      form.receive(now);
      if (first && keys.includes('timeZone')) setFilled(fillZone(form));
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
            {filled && form.touched('timeZone') && <p class="hint">{t('zone_browser')}</p>}
            <Trouble form={form} />
          </div>
        )}
      </AsyncView>
      {typeof children === 'function' ? children(save) : children}
    </Step>
  );
}

/** Whoever sets a kiosk up stands beside it: while nobody has chosen a zone it is that of this browser. */
function fillZone(form: SettingsForm): boolean {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { sources, values } = form.view.value!;
  if (sources.timeZone !== 'default' || zone === values.timeZone) return false;
  if ('fault' in fromTyped('timeZone', zone)) return false;
  form.type('timeZone', zone);
  return true;
}
