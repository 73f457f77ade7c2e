import { language } from '../../../shared/language.ts';
import { type App, isFleet } from '../../app/app.ts';
import { decimalSign } from '../../app/download.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PlaceChoice } from '../../components/place-choice.tsx';
import { dayInWords, dayOf } from '../../format/time.ts';
import { t as common } from '../../messages/text.ts';
import { placeIn } from '../../state/place.ts';
import { Masks, OverTime, Reasons, Temperatures } from './charts.tsx';
import { HeatMap } from './heat-map.tsx';
import { t } from './messages.ts';
import { Places } from './places.tsx';
import { RangePicker } from './range-picker.tsx';
import './statistics.css';
import './place.css';
import { ReportCard } from './report-card.tsx';
import { Totals } from './totals.tsx';
import { queryOf, viewOf } from './view.ts';

/** A range that ends today grows; the others only by clocks that are set late. */
const EVERY_MS = 60_000;

/** What was decided over any range of days, as charts with a table behind each, as CSV, and on paper. */
export function Page({ app }: { app: App }) {
  const zone = app.live.zone.value;
  const today = dayOf(app.live.now.value, zone);
  const view = viewOf(app.router.place.value.query, today);
  const fleet = isFleet(app);
  const place = fleet ? placeIn(app.router.place.value.query) : {};
  const query = queryOf(view, place);
  const ofAll = fleet && !place.kiosk && !place.site;
  const answer = useQuery(app, query.toString(), () => app.api.statistics(query), {
    every: EVERY_MS,
    events: ['settings'],
  });
  const words = (date: string) => dayInWords(date, language.value);
  return (
    <>
      <PageHead
        title={t('title')}
        hint={t('zone', { from: words(view.range.from), to: words(view.range.to), zone })}
      >
        <a
          class="quiet button"
          href={`/api/admin/visits.csv?${new URLSearchParams({ ...view.range, ...place, decimal: decimalSign() })}`}
          download={`kf99-${view.range.from}-${view.range.to}.csv`}
        >
          {t('csv')}
        </a>
        <button type="button" class="quiet" onClick={() => print()}>
          {common('print')}
        </button>
      </PageHead>
      <RangePicker
        view={view}
        today={today}
        change={(changes) => app.router.query({ ...view.range, ...changes }, true)}
        place={fleet && <PlaceChoice app={app} />}
      />
      <AsyncView app={app} of={answer}>
        {(data) => (
          <div class="statistics">
            {data.previous && (
              <p class="hint">
                {t('previous_range', { from: words(data.previous.from), to: words(data.previous.to) })}
              </p>
            )}
            <Totals period={data.period} previous={data.previous} />
            <OverTime answer={data} />
            {ofAll && <Places app={app} period={data.period} />}
            <div class="pair">
              <Reasons answer={data} />
              <Masks answer={data} />
            </div>
            <Temperatures answer={data} />
            <HeatMap heat={data.period.heat} />
            {!fleet && <ReportCard app={app} />}
          </div>
        )}
      </AsyncView>
    </>
  );
}
