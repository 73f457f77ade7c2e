import { useId, useState } from 'preact/hooks';
import { RULE_LIMITS, type RuleSource } from '../../../../edge-server/contract/rules.ts';
import { ConditionForm } from './condition-form.tsx';
import { conditionOf, type Part, partsOf } from './condition-parts.ts';
import { t } from './messages.ts';
import { NAMES } from './rule-draft.ts';

interface ConditionFieldProps {
  source: RuleSource;
  /** JSONata; empty while a line of the form is not complete. */
  condition: string;
  /** Why the server did not take it; empty when it did. */
  refused: string;
  onChange(condition: string): void;
}

/** A condition, by the form where the form can say it, else in JSONata. */
export function ConditionField({ source, condition, refused, onChange }: ConditionFieldProps) {
  const id = useId();
  const [lines, setLines] = useState<Part[] | null>(() => partsOf(source, condition));
  const read = condition === '' ? null : partsOf(source, condition);
  const change = (parts: Part[]) => {
    setLines(parts);
    onChange(conditionOf(source, parts) ?? '');
  };
  return (
    <fieldset class="form-field">
      <legend>{t('condition')}</legend>
      {lines ? (
        <>
          <ConditionForm source={source} parts={lines} onChange={change} />
          <button type="button" class="quiet" onClick={() => setLines(null)}>
            {t('as_jsonata')}
          </button>
        </>
      ) : (
        <>
          <textarea
            aria-label={t('condition')}
            value={condition}
            required
            maxLength={RULE_LIMITS.conditionLetters}
            spellcheck={false}
            aria-invalid={refused !== ''}
            aria-describedby={`${id}-names`}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
          <p class="hint" id={`${id}-names`}>
            {t('condition_hint', { names: NAMES[source].join(', ') })}
          </p>
          {read && (
            <button type="button" class="quiet" onClick={() => setLines(read)}>
              {t('as_form')}
            </button>
          )}
        </>
      )}
      <p class="form-problem" role="alert">
        {refused}
      </p>
    </fieldset>
  );
}
