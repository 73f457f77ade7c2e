import type { ComponentChildren } from 'preact';
import { MaskDecision } from '../../../../edge-server/contract/evidence.ts';
import { Reason, VerdictKind } from '../../../../edge-server/contract/verdict.ts';
import { t as common } from '../../messages/text.ts';
import { t } from './messages.ts';

interface FiltersProps {
  filter: Readonly<Record<string, string>>;
  today: string;
  /** `typed`: not each letter is a step of the back button. */
  change(key: string, value: string, typed?: boolean): void;
  clear(): void;
  /** Chooses whose visits on a fleet's server, which has nobody's marks. */
  place: ComponentChildren;
}

/** What narrows the list; all of it stands in the address. On a phone it folds away. */
export function Filters({ filter, today, change, clear, place }: FiltersProps) {
  const count = Object.keys(filter).length;
  const select = (key: string, name: string, options: readonly [value: string, name: string][]) => (
    <label class="field">
      <span>{name}</span>
      <select value={filter[key] ?? ''} onChange={(event) => change(key, event.currentTarget.value)}>
        <option value="">{t('any')}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  const date = (key: 'from' | 'to') => (
    <label class="field">
      <span>{t(key)}</span>
      <input
        type="date"
        value={filter[key] ?? ''}
        max={today}
        onChange={(event) => change(key, event.currentTarget.value)}
      />
    </label>
  );
  const celsius = (key: 'least_c' | 'most_c') => (
    <label class="field">
      <span>{t(key)}</span>
      <input
        type="number"
        step="0.1"
        inputmode="decimal"
        value={filter[key] ?? ''}
        onChange={(event) => change(key, event.currentTarget.value)}
      />
    </label>
  );
  return (
    <details class="card filters screen-only" open={count > 0 ? true : undefined}>
      <summary>
        {t('filters')}
        {count > 0 && <span class="mark staff">{t('filters_on', { n: count })}</span>}
      </summary>
      <form class="filter-fields" onSubmit={(event) => event.preventDefault()}>
        {place}
        {select(
          'verdict',
          common('verdict'),
          VerdictKind.options.map((kind) => [kind, common(`verdict_${kind}`)]),
        )}
        {select(
          'reason',
          common('reasons'),
          Reason.options.map((reason) => [reason, common(`reason_${reason}`)]),
        )}
        {select(
          'mask',
          common('mask'),
          MaskDecision.options.map((mask) => [mask, common(`mask_${mask}`)]),
        )}
        {date('from')}
        {date('to')}
        {celsius('least_c')}
        {celsius('most_c')}
        {select('simulated', common('simulated'), [
          ['0', t('real_only')],
          ['1', t('simulated_only')],
        ])}
        {!place && select('marked', t('marked'), [['1', t('marked_only')]])}
        <label class="field">
          <span>{t('text')}</span>
          <input
            type="search"
            value={filter.text ?? ''}
            maxLength={36}
            autocapitalize="none"
            spellcheck={false}
            onInput={(event) => change('text', event.currentTarget.value, true)}
          />
        </label>
        <button type="button" class="quiet" disabled={count === 0} onClick={clear}>
          {t('clear')}
        </button>
      </form>
    </details>
  );
}
