import { useMemo } from 'preact/hooks';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { hrefOf } from '../../app/router.ts';
import { Notice } from '../../components/notice.tsx';
import { toldCalls } from '../alarms/told/calls.ts';
import { readReached } from '../alarms/told/reached.ts';
import { t } from './messages.ts';

/** Tells an admin that a call or an alarm reaches nobody who is not looking at a page, until a way is there. */
export function NobodyTold({ app }: { app: App }) {
  const calls = useMemo(() => toldCalls(app.api), [app]);
  const reached = useQuery(app, 'reached', () => readReached(calls), { every: null });
  const now = reached.resource.value.data;
  if (now === null || now.ways + now.phones > 0) return null;
  return (
    <Notice tone="adjust" icon="alarms">
      {t('nobody_told')} <a href={hrefOf('alarms', ['told'])}>{t('nobody_told_go')}</a>
    </Notice>
  );
}
