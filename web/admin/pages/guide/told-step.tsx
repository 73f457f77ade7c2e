import { useMemo } from 'preact/hooks';
import { useQuery } from '../../app/query.ts';
import { Notice } from '../../components/notice.tsx';
import { toldCalls } from '../alarms/told/calls.ts';
import { Here } from '../alarms/told/here.tsx';
import { type Reached, readReached } from '../alarms/told/reached.ts';
import '../alarms/told/told.css';
import { Ways } from '../alarms/told/ways.tsx';
import { t } from './messages.ts';
import { Step, type StepProps } from './step.tsx';

/** What was set a moment ago in the cards below. */
const EVERY_MS = 3000;

const reachedBy = ({ ways, phones }: Reached) =>
  [ways > 0 && t('by_ways', { n: ways }), phones > 0 && t('by_phones', { n: phones })]
    .filter((part) => part !== false)
    .join(', ');

/** Somebody has to be reached who is not looking at a page. */
export function ToldStep(props: StepProps) {
  const { app } = props;
  const calls = useMemo(() => toldCalls(app.api), [app]);
  const reached = useQuery(app, 'guide-reached', () => readReached(calls), { every: EVERY_MS });
  const now = reached.resource.value.data;
  const some = now !== null && now.ways + now.phones > 0;
  return (
    <Step {...props} missing={some ? null : t('missing_told')}>
      {now !== null && (
        <div role="status">
          <Notice tone={some ? 'pass' : 'adjust'}>
            {some ? t('somebody_told', { by: reachedBy(now) }) : t('nobody_told')}
          </Notice>
        </div>
      )}
      <Here app={app} calls={calls} />
      <Ways app={app} calls={calls} />
    </Step>
  );
}
