import { UndecidedCause } from '../../../edge-server/contract/evidence.ts';
import { Reason } from '../../../edge-server/contract/verdict.ts';
import { percent } from '../../../edge-server/words/percent.ts';
import { language } from '../../shared/language.ts';
import type { VisitRow } from '../format/visit.ts';
import { t } from '../messages/text.ts';
import { Icon } from './icons.tsx';
import { SimulatedMark } from './simulated-mark.tsx';

/** The verdict as a word on its colour, with its sign. */
export function VerdictChip({ verdict }: Pick<VisitRow, 'verdict'>) {
  return (
    <span class={`chip ${verdict}`}>
      <Icon name={verdict} />
      {t(`verdict_${verdict}`)}
    </span>
  );
}

/** Why, and what is special about the visit; null where there is nothing to say. */
export function ReasonsCell({ row }: { row: Pick<VisitRow, 'reasons' | 'attempt_of' | 'simulated'> }) {
  if (row.reasons.length === 0 && !row.attempt_of && !row.simulated) return null;
  return (
    <span class="with-marks">
      {row.simulated && <SimulatedMark />}
      {row.reasons.length > 0 && <span class="why">{row.reasons.map(reasonWords).join(', ')}</span>}
      {row.attempt_of && <span class="mark again">{t('again')}</span>}
    </span>
  );
}

/** A reason in words; one that only a newer kiosk knows is shown as it is. */
export function reasonWords(code: string): string {
  const known = Reason.safeParse(code);
  return known.success ? t(`reason_${known.data}`) : code;
}

function causeWords(code: string): string {
  const known = UndecidedCause.safeParse(code);
  return known.success ? t(`cause_${known.data}`) : code;
}

type Masked = Pick<VisitRow, 'mask' | 'cause' | 'p_mask' | 'p_no_mask' | 'p_incorrect'>;

/** How sure the label was, or why there is none. */
export function maskDetail(row: Masked): string {
  if (row.mask === 'undecided') return row.cause === null ? '' : causeWords(row.cause);
  return percent(row[`p_${row.mask}`], language.value, 0);
}

export function TemperatureCell({ row }: { row: Pick<VisitRow, 'estimate_c' | 'reasons'> }) {
  if (row.estimate_c === null) return <span class="hint">{t('not_measured')}</span>;
  const value = row.estimate_c.toLocaleString(language.value, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const fever = row.reasons.includes('fever');
  return (
    <span class={fever ? 'fever' : ''}>
      {fever && <Icon name="adjust" />}
      {t('degrees', { value })}
      {row.reasons.includes('not_calibrated') && <span class="mark adjust">{t('not_calibrated')}</span>}
    </span>
  );
}
