import { useLayoutEffect, useState } from 'preact/hooks';
import { language } from '../../../shared/language.ts';
import { Icon } from '../../components/icons.tsx';
import { reasonWords } from '../../components/visit-cells.tsx';
import { clockTime } from '../../format/time.ts';
import { t as frame } from '../../messages/text.ts';
import { t } from './messages.ts';
import { PageThere } from './sign.tsx';
import { Step, type StepProps } from './step.tsx';
import { NotSimulated } from './thermometer.tsx';

/** Visits that are shown as they come. */
const MOST_VISITS = 5;

/** The verdicts that come while somebody tries the kiosk. */
export function VisitStep(props: StepProps) {
  const { app } = props;
  const [visits, setVisits] = useState<readonly { id: string; words: string; pass: boolean }[]>([]);
  // Listens from the moment the step can be seen: a verdict of the next milliseconds is the one that is waited for.
  useLayoutEffect(
    () =>
      app.live.on((_, event) => {
        if (event?.type !== 'visit') return;
        const { id, visited, verdict, reasons, ispass } = event.verdict;
        const said = [frame(`verdict_${verdict}`), ...reasons.map(reasonWords)].join(', ');
        const at = clockTime(visited, language.value, app.live.zone.value);
        const words = t('visit_came', { at, verdict: said });
        setVisits((before) => [{ id, words, pass: ispass }, ...before].slice(0, MOST_VISITS));
      }),
    [app],
  );
  return (
    <Step {...props} missing={visits.length > 0 ? null : t('missing_visit')}>
      <PageThere app={app} />
      {visits.length === 0 && <NotSimulated app={app} words={t('visit_simulated')} />}
      <div class="card">
        {visits.length === 0 && <p class="hint">{t('visit_wanted')}</p>}
        <ul class="guide-visits" aria-live="polite">
          {visits.map(({ id, words, pass }) => (
            <li key={id} class={`chip ${pass ? 'pass' : 'deny'}`}>
              <Icon name={pass ? 'pass' : 'deny'} />
              {words}
            </li>
          ))}
        </ul>
      </div>
    </Step>
  );
}
