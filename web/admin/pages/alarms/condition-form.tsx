import { useId } from 'preact/hooks';
import type { RuleSource } from '../../../../edge-server/contract/rules.ts';
import {
  COMPARISONS,
  type Comparison,
  FIELDS,
  type FieldKind,
  type Part,
  partOf,
} from './condition-parts.ts';
import { fieldWords, valueWords } from './condition-words.ts';
import { t } from './messages.ts';

/** Lines of a condition at the most; more is for JSONata. */
const MOST_LINES = 8;

interface ConditionFormProps {
  source: RuleSource;
  parts: readonly Part[];
  onChange(parts: Part[]): void;
}

/** A condition as lines of field, comparison and value, all of which have to be so. */
export function ConditionForm({ source, parts, onChange }: ConditionFormProps) {
  const names = Object.keys(FIELDS[source]);
  // Another line is mostly about something else.
  const next = names.find((name) => parts.every(({ field }) => field !== name)) ?? names[0] ?? '';
  const put = (index: number, part: Part) => onChange(parts.map((old, n) => (n === index ? part : old)));
  return (
    <>
      <p class="hint">{t(parts.length === 0 ? 'lines_none' : 'lines_hint')}</p>
      <ul class="action-list">
        {parts.map((part, index) => (
          <li key={index}>
            <Line source={source} part={part} onChange={(to) => put(index, to)} />
            <button
              type="button"
              class="quiet"
              aria-label={t('line_remove', { what: fieldWords(part.field) })}
              onClick={() => onChange(parts.filter((_, n) => n !== index))}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
      {parts.length < MOST_LINES && (
        <button type="button" class="quiet" onClick={() => onChange([...parts, partOf(source, next)])}>
          + {t('line_add')}
        </button>
      )}
    </>
  );
}

interface LineProps {
  source: RuleSource;
  part: Part;
  onChange(part: Part): void;
}

function Line({ source, part, onChange }: LineProps) {
  const kind = FIELDS[source][part.field] ?? { kind: 'text' };
  return (
    <div class="condition-line">
      <select
        aria-label={t('field')}
        value={part.field}
        onChange={(event) => onChange(partOf(source, event.currentTarget.value))}
      >
        {Object.keys(FIELDS[source]).map((field) => (
          <option key={field} value={field}>
            {fieldWords(field)}
          </option>
        ))}
      </select>
      <select
        aria-label={t('comparison')}
        value={part.comparison}
        onChange={(event) => onChange({ ...part, comparison: event.currentTarget.value as Comparison })}
      >
        {COMPARISONS[kind.kind].map((one) => (
          <option key={one} value={one}>
            {t(`compare_${NAMES[one]}`)}
          </option>
        ))}
      </select>
      <Value kind={kind} part={part} onChange={onChange} />
    </div>
  );
}

const NAMES = {
  '=': 'is',
  '!=': 'is_not',
  '>': 'over',
  '>=': 'from',
  '<': 'under',
  '<=': 'to',
  has: 'has',
  has_not: 'has_not',
} as const satisfies Record<Comparison, string>;

function Value({ kind, part, onChange }: { kind: FieldKind; part: Part; onChange(part: Part): void }) {
  const id = useId();
  const options = kind.kind === 'flag' ? ['true', 'false'] : 'of' in kind ? kind.of : null;
  if (options) {
    return (
      <select
        id={id}
        aria-label={t('value')}
        value={part.value}
        onChange={(event) => onChange({ ...part, value: event.currentTarget.value })}
      >
        {options.map((value) => (
          <option key={value} value={value}>
            {valueWords(part.field, value)}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      id={id}
      aria-label={t('value')}
      value={part.value}
      required
      inputMode={kind.kind === 'number' ? 'decimal' : 'text'}
      autocomplete="off"
      onInput={(event) => onChange({ ...part, value: event.currentTarget.value })}
    />
  );
}
