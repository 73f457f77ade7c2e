import { GUIDE_STEPS, type Guide, type GuideStep } from '../../../../edge-server/contract/guide.ts';
import { hrefOf } from '../../app/router.ts';
import { t as frame } from '../../messages/text.ts';
import { t } from './messages.ts';

/** The page where a step's things are once the guide is over. */
const LATER = {
  site: 'page_settings',
  policies: 'page_settings',
  hours: 'page_settings',
  people: 'page_people',
  pairing: 'page_people',
  camera: 'page_devices',
  sensor: 'page_devices',
  calibration: 'page_devices',
  sound: 'page_settings',
  visit: 'page_visits',
  told: 'page_alarms',
} as const satisfies Record<GuideStep, string>;

interface FinishProps {
  steps: Guide['steps'];
  onBack(): void;
  onFinish(): void;
}

/** After the last step: what was left out, with the way back to it and where it is found later. */
export function Finish({ steps, onBack, onFinish }: FinishProps) {
  const left = GUIDE_STEPS.filter((step) => steps[step] !== 'done');
  return (
    <section class="card guide-step" aria-labelledby="guide-finish">
      <h2 id="guide-finish">{t('finish_title')}</h2>
      <p>{t(left.length === 0 ? 'finish_all' : 'finish_left')}</p>
      <ul class="guide-left">
        {left.map((step) => (
          <li key={step}>
            <a href={hrefOf('guide', [step])}>{t(`step_${step}`)}</a>
            <span class="hint">{t('later', { page: frame(LATER[step]) })}</span>
          </li>
        ))}
      </ul>
      <div class="buttons">
        <button type="button" class="quiet" onClick={onBack}>
          {t('back')}
        </button>
        <button type="button" class="primary" onClick={onFinish}>
          {t('finish')}
        </button>
      </div>
    </section>
  );
}
