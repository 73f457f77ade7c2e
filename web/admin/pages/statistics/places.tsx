import { FleetTotals } from '../../../../edge-server/contract/fleet.ts';
import type { StatisticsPeriod } from '../../../../edge-server/contract/statistics.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { BarList } from './bar-list.tsx';
import { t } from './messages.ts';

/** Bars of a list: the busiest; the others have their own figures by the choice above. */
const MOST = 20;
const EVERY_MS = 60_000;

/** Sites beside one another, and kiosks, by their attempts in the period. */
export function Places({ app, period }: { app: App; period: StatisticsPeriod }) {
  return (
    <div class="pair">
      <Each app={app} period={period} by="site" />
      <Each app={app} period={period} by="kiosk" />
    </div>
  );
}

interface EachProps {
  app: App;
  period: StatisticsPeriod;
  by: 'site' | 'kiosk';
}

function Each({ app, period: { start, end, totals }, by }: EachProps) {
  const query = new URLSearchParams({ by, from: start, to: end }).toString();
  const answer = useQuery(app, query, () => app.api.get(`/api/admin/totals?${query}`, FleetTotals), {
    every: EVERY_MS,
  });
  return (
    <AsyncView app={app} of={answer}>
      {(data) => (
        <BarList
          title={t(`by_${by}`)}
          rows={[...data.totals]
            .sort((a, b) => b.attempts - a.attempts)
            .slice(0, MOST)
            .map(({ key, attempts }) => ({
              key,
              name: key || t('no_site'),
              count: attempts,
              before: undefined,
              token: '--accent',
            }))}
          total={totals.attempts}
          none={t('none')}
        />
      )}
    </AsyncView>
  );
}
