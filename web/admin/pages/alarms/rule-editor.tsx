import { useId, useState } from 'preact/hooks';
import { MOMENTS, RULE_LIMITS, RuleSource, type StoredRule } from '../../../../edge-server/contract/rules.ts';
import { ApiError } from '../../../shared/call.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { Dialog } from '../../components/dialog.tsx';
import { Actions } from './actions.tsx';
import type { AlarmCalls } from './calls.ts';
import { ConditionField } from './condition-field.tsx';
import { conditionOf } from './condition-parts.ts';
import { t } from './messages.ts';
import { draftOf, type RuleDraft, ruleOf, secondsOf } from './rule-draft.ts';
import { TEMPLATE_NAMES, TEMPLATES } from './templates.ts';
import { TryOut } from './try-out.tsx';

interface RuleEditorProps {
  app: App;
  calls: AlarmCalls;
  /** Null for a new one. */
  rule: StoredRule | null;
  onClose(): void;
  onSaved(): void;
  onRemove(rule: StoredRule): void;
}

/** Source, condition with a try-out, how long it has to hold, and what it does. */
export function RuleEditor({ app, calls, rule, onClose, onSaved, onRemove }: RuleEditorProps) {
  const id = useId();
  const [draft, setDraft] = useState(() => draftOf(rule));
  const [refused, setRefused] = useState('');
  const [shown, setShown] = useState(0);
  const change = (parts: Partial<RuleDraft>) => setDraft({ ...draft, ...parts });
  const ready = ruleOf(draft);
  const save = async () => {
    if (ready === null) return;
    setRefused('');
    const work = async () => {
      try {
        return rule === null ? await calls.add(ready) : await calls.replace(rule.id, ready);
      } catch (error) {
        // What the server says of a condition stands beside it, not in a toast that goes.
        if (!(error instanceof ApiError) || error.code !== 'invalid_request') throw error;
        setRefused(t('refused', { detail: error.detail }));
        return null;
      }
    };
    if (!(await act(app, work))) return;
    app.toasts.show(t('saved'));
    onSaved();
  };
  return (
    <Dialog title={rule?.name ?? t('add')} onClose={onClose} onSubmit={() => void save()}>
      {rule === null && (
        <div class="form-field">
          <label for={`${id}-template`}>{t('template')}</label>
          <select
            id={`${id}-template`}
            onChange={(event) => {
              const name = TEMPLATE_NAMES.find((one) => one === event.currentTarget.value);
              setDraft({
                ...draftOf(null),
                ...(name && { ...TEMPLATES[name], actions: [...TEMPLATES[name].actions] }),
                name: name ? t(`template_${name}`) : '',
              });
              setShown(shown + 1);
            }}
          >
            <option value="">{t('template_none')}</option>
            {TEMPLATE_NAMES.map((name) => (
              <option key={name} value={name}>
                {t(`template_${name}`)}
              </option>
            ))}
          </select>
        </div>
      )}
      <div class="form-field">
        <label for={`${id}-name`}>{t('name')}</label>
        <input
          id={`${id}-name`}
          value={draft.name}
          required
          maxLength={RULE_LIMITS.nameLetters}
          autocomplete="off"
          onInput={(event) => change({ name: event.currentTarget.value })}
        />
      </div>
      <div class="form-field">
        <label for={`${id}-source`}>{t('source')}</label>
        <select
          id={`${id}-source`}
          value={draft.source}
          onChange={(event) => {
            const source = RuleSource.parse(event.currentTarget.value);
            change({ source, condition: conditionOf(source, []) ?? '', times: '1' });
            setShown(shown + 1);
          }}
        >
          {RuleSource.options.map((source) => (
            <option key={source} value={source}>
              {t(`source_${source}`)}
            </option>
          ))}
        </select>
      </div>
      <div class="form-field">
        <ConditionField
          // Another source or template has lines of its own.
          key={shown}
          source={draft.source}
          condition={draft.condition}
          refused={refused}
          onChange={(condition) => change({ condition })}
        />
        <TryOut
          app={app}
          calls={calls}
          source={draft.source}
          condition={draft.condition}
          counted={draft.times !== '1'}
        />
      </div>
      <div class="pair">
        {MOMENTS.includes(draft.source) ? (
          <>
            <Seconds
              label={t('times_needed')}
              value={draft.times}
              most={RULE_LIMITS.times}
              onInput={(times) => change({ times })}
            />
            {draft.times !== '1' && (
              <Seconds
                label={t('within')}
                value={draft.within}
                most={RULE_LIMITS.withinS}
                onInput={(within) => change({ within })}
              />
            )}
          </>
        ) : (
          <Seconds
            label={t('hold')}
            value={draft.hold}
            most={RULE_LIMITS.holdS}
            onInput={(hold) => change({ hold })}
          />
        )}
        <Seconds
          label={t('cooldown')}
          value={draft.cooldown}
          most={RULE_LIMITS.cooldownS}
          onInput={(cooldown) => change({ cooldown })}
        />
      </div>
      <Actions app={app} calls={calls} actions={draft.actions} onChange={(actions) => change({ actions })} />
      <label class="form-check">
        <input
          type="checkbox"
          checked={draft.enabled}
          onChange={(event) => change({ enabled: event.currentTarget.checked })}
        />
        <span>{t('enabled')}</span>
      </label>
      <div class="buttons">
        {rule && (
          <button type="button" class="danger push" onClick={() => onRemove(rule)}>
            {t('remove')}
          </button>
        )}
        <button type="button" class="quiet" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="submit" class="primary" disabled={ready === null}>
          {t('save')}
        </button>
      </div>
    </Dialog>
  );
}

interface SecondsProps {
  label: string;
  value: string;
  most: number;
  onInput(value: string): void;
}

function Seconds({ label, value, most, onInput }: SecondsProps) {
  const id = useId();
  const bad = secondsOf(value, most) === null;
  return (
    <div class="form-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        value={value}
        inputMode="decimal"
        aria-invalid={bad}
        aria-describedby={`${id}-hint`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <p class={bad ? 'form-problem' : 'hint'} id={`${id}-hint`}>
        {bad ? t('bad_number', { most }) : ''}
      </p>
    </div>
  );
}
