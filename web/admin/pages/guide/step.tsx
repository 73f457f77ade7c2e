import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { GuideStep, GuideStepState } from '../../../../edge-server/contract/guide.ts';
import type { App } from '../../app/app.ts';
import type { GuideCalls } from './calls.ts';
import { t } from './messages.ts';
import { wayOn } from './way-on.ts';

export interface StepProps {
  app: App;
  calls: GuideCalls;
  step: GuideStep;
  /** As it is marked. */
  state: GuideStepState;
  /** Null on the first one. */
  onBack: (() => void) | null;
  onLeave(as: GuideStepState): void;
}

interface ShellProps extends StepProps {
  /** Why what is typed can't be saved: it keeps the way on shut, and the step can still be skipped. */
  fault?: string | null;
  /** What the step is for and has not happened yet: whoever goes on without it skips the step. */
  missing?: string | null;
  /** What has to succeed before the way on is taken. */
  save?: () => Promise<boolean>;
  children: ComponentChildren;
}

/** What stands around each step. */
export function Step({ step, state, onBack, onLeave, children, ...now }: ShellProps) {
  const { fault = null, missing = null, save } = now;
  const way = wayOn({ saves: save !== undefined, state, fault, missing });
  const [busy, setBusy] = useState(false);
  const goOn = async () => {
    if (busy) return;
    setBusy(true);
    const saved = save === undefined || (await save());
    setBusy(false);
    if (saved) onLeave(way.to);
  };
  return (
    <section class="guide-step stack" aria-labelledby="guide-step">
      <div>
        <h2 id="guide-step">{t(`step_${step}`)}</h2>
        <p class="hint">{t(`why_${step}`)}</p>
      </div>
      {children}
      <div class="guide-ways">
        <p class="hint" id="guide-reason">
          {way.reason}
          {way.word === 'without' && !way.shut && ` ${t('without_hint')}`}
        </p>
        <div class="buttons guide-buttons">
          {onBack && (
            <button type="button" class="quiet" onClick={onBack}>
              {t('back')}
            </button>
          )}
          {way.skip && (
            <button type="button" class="quiet" onClick={() => onLeave('skipped')}>
              {t('skip')}
            </button>
          )}
          <button
            type="button"
            class={way.word === 'next' ? 'primary' : 'quiet'}
            disabled={way.shut}
            aria-describedby="guide-reason"
            onClick={() => void goOn()}
          >
            {t(way.word)}
          </button>
        </div>
      </div>
    </section>
  );
}
