import { GUIDE_STEPS, type Guide, type GuideStepState } from '../../../../edge-server/contract/guide.ts';
import { hrefOf } from '../../app/router.ts';
import { Icon, type IconName } from '../../components/icons.tsx';
import { t } from './messages.ts';

const MARKS: Record<GuideStepState, IconName> = { open: 'waiting', done: 'pass', skipped: 'off' };

/** How far the set-up has come, and the way to each step. `at` is the place of the one that is shown; one more is the end. */
export function StepList({ steps, at }: { steps: Guide['steps']; at: number }) {
  const of = GUIDE_STEPS.length;
  const n = GUIDE_STEPS.filter((step) => steps[step] === 'done').length;
  return (
    <nav class="card guide-steps" aria-label={t('steps')}>
      <p>{at < of ? t('progress', { n: at + 1, of }) : t('progress_end', { n, of })}</p>
      <progress
        max={of}
        value={GUIDE_STEPS.filter((step) => steps[step] !== 'open').length}
        aria-label={t('title')}
      />
      <ol>
        {GUIDE_STEPS.map((step, place) => (
          <li key={step}>
            <a href={hrefOf('guide', [step])} {...(place === at && { 'aria-current': 'step' as const })}>
              <span class={steps[step] === 'done' ? 'guide-mark pass' : 'guide-mark'}>
                <Icon name={MARKS[steps[step]]} />
                <span class="unseen">{t(`state_${steps[step]}`)}</span>
              </span>
              <span class="guide-name" data-name={t(`step_${step}`)}>
                <span>{t(`step_${step}`)}</span>
              </span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
