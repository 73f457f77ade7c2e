import type { ShownStep } from '../../../../edge-server/contract/steps.ts';
import { language } from '../../../shared/language.ts';
import { Icon, type IconName } from '../../components/icons.tsx';
import { clockTime, lengthInWords } from '../../format/time.ts';
import { t } from './messages.ts';

const SIGNS: Record<ShownStep['outcome'], [sign: IconName, tone: string]> = {
  done: ['pass', 'pass'],
  pending: ['waiting', 'adjust'],
  skipped: ['off', 'off'],
  failed: ['deny', 'deny'],
  expired: ['adjust', 'adjust'],
};

/** Longer than this nobody counts in milliseconds. */
const LONG_MS = 10_000;

/** Where the visit's time went, step by step. */
export function Timeline({ steps, zone }: { steps: readonly ShownStep[]; zone: string }) {
  return (
    <section class="card" aria-labelledby="timeline-title">
      <div class="card-head">
        <h2 id="timeline-title">{t('timeline')}</h2>
      </div>
      {steps.length === 0 && <p class="hint">{t('timeline_none')}</p>}
      <ol class="timeline">
        {steps.map((step) => {
          const [sign, tone] = SIGNS[step.outcome];
          return (
            <li key={step.step}>
              <span class={`part-sign ${tone}`}>
                <Icon name={sign} />
              </span>
              <div>
                <strong>{t(`step_${step.step}`)}</strong>
                <span class="hint"> {t(`outcome_${step.outcome}`)}</span>
                {step.behind > 0 && <span class="hint"> · {t('behind', { n: step.behind })}</span>}
                {step.attempts > 0 && <span class="hint"> · {t('tries', { n: step.attempts })}</span>}
                {step.error && (
                  <p class="hint" lang="en">
                    {step.error}
                  </p>
                )}
              </div>
              <span class="step-time">
                {step.started && (
                  <time dateTime={step.started}>{clockTime(step.started, language.value, zone)}</time>
                )}
                <span class="hint">{took(step)}</span>
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function took({ started, ended }: ShownStep): string {
  if (started === null || ended === null) return '';
  const ms = Math.max(0, Date.parse(ended) - Date.parse(started));
  return ms < LONG_MS ? t('ms', { n: ms }) : lengthInWords(ms, language.value);
}
