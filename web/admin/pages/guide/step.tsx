import type { ComponentChildren } from 'preact';
import type { GuideStep } from '../../../../edge-server/contract/guide.ts';
import type { App } from '../../app/app.ts';
import type { GuideCalls } from './calls.ts';
import { t } from './messages.ts';

export interface StepProps {
  app: App;
  calls: GuideCalls;
  step: GuideStep;
  /** Null on the first one. */
  onBack: (() => void) | null;
  onSkip(): void;
  onDone(): void;
}

interface ShellProps extends StepProps {
  /** False keeps the way on shut; the step can still be skipped. */
  ready?: boolean;
  children: ComponentChildren;
}

/** What stands around each step. */
export function Step({ step, ready = true, onBack, onSkip, onDone, children }: ShellProps) {
  return (
    <section class="guide-step stack" aria-labelledby="guide-step">
      <div>
        <h2 id="guide-step">{t(`step_${step}`)}</h2>
        <p class="hint">{t(`why_${step}`)}</p>
      </div>
      {children}
      <div class="buttons guide-buttons">
        {onBack && (
          <button type="button" class="quiet" onClick={onBack}>
            {t('back')}
          </button>
        )}
        <button type="button" class="quiet" onClick={onSkip}>
          {t('skip')}
        </button>
        <button type="button" class="primary" disabled={!ready} onClick={onDone}>
          {t('next')}
        </button>
      </div>
    </section>
  );
}
