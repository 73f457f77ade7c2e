import { useEffect, useMemo } from 'preact/hooks';
import {
  GUIDE_STEPS,
  type Guide,
  type GuideStep,
  type GuideStepState,
} from '../../../../edge-server/contract/guide.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { hrefOf } from '../../app/router.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { PageHead } from '../../components/page-head.tsx';
import '../../components/forms.css';
import '../settings/settings.css';
import { guideCalls } from './calls.ts';
import { Finish } from './finish.tsx';
import './guide.css';
import { t } from './messages.ts';
import { StepBody } from './step-body.tsx';
import { StepList } from './step-list.tsx';

const FINISH = 'finish';

function Leave({ app }: { app: App }) {
  useEffect(() => app.router.replace(hrefOf('now')), [app]);
  return null;
}

/**
 * The set-up of a kiosk, one step at a time: which is shown stands in the address, which are done or skipped on the
 * server, so it goes on where it was left, in any browser. Over once, it leads to the page Now for good.
 */
export function Page({ app }: { app: App }) {
  const calls = useMemo(() => guideCalls(app.api), [app]);
  const guide = useQuery(app, 'guide', calls.read, { every: null });
  if (guide.resource.value.data?.over) return <Leave app={app} />;
  return (
    <>
      <PageHead title={t('title')} />
      <AsyncView app={app} of={guide}>
        {({ steps }) => <Steps app={app} steps={steps} calls={calls} onChange={(now) => guide.set(now)} />}
      </AsyncView>
    </>
  );
}

interface StepsProps {
  app: App;
  steps: Guide['steps'];
  calls: ReturnType<typeof guideCalls>;
  onChange(guide: Guide): void;
}

function Steps({ app, steps, calls, onChange }: StepsProps) {
  const [path = ''] = app.router.place.value.rest;
  const first = GUIDE_STEPS.find((step) => steps[step] === 'open') ?? FINISH;
  const step = isStep(path) || path === FINISH ? path : first;
  const at = isStep(step) ? GUIDE_STEPS.indexOf(step) : GUIDE_STEPS.length;
  const go = (n: number) => app.router.go(hrefOf('guide', [GUIDE_STEPS[n] ?? FINISH]));
  const leave = async (state: GuideStepState) => {
    if (!isStep(step)) return;
    const now = await act(app, () => calls.mark(step, state));
    if (now === null) return;
    onChange(now);
    go(at + 1);
    scrollTo(0, 0);
  };
  const finish = async () => {
    const now = await act(app, calls.end);
    if (now === null) return;
    app.toasts.show(t('ended'));
    onChange(now);
  };
  return (
    <div class="guide-page">
      <StepList steps={steps} at={at} />
      {isStep(step) ? (
        <StepBody
          key={step}
          app={app}
          calls={calls}
          step={step}
          state={steps[step]}
          onBack={at > 0 ? () => go(at - 1) : null}
          onLeave={(as) => void leave(as)}
        />
      ) : (
        <Finish steps={steps} onBack={() => go(at - 1)} onFinish={() => void finish()} />
      )}
    </div>
  );
}

function isStep(path: string): path is GuideStep {
  return (GUIDE_STEPS as readonly string[]).includes(path);
}
