import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { App } from '../../app/app.ts';
import { isAdmin, isFleet } from '../../app/app.ts';
import { decimalSign } from '../../app/download.ts';
import { PageHead } from '../../components/page-head.tsx';
import { PlaceChoice } from '../../components/place-choice.tsx';
import { Printed } from '../../components/printed.tsx';
import { dayOf } from '../../format/time.ts';
import { t as common } from '../../messages/text.ts';
import { placeIn } from '../../state/place.ts';
import { Detail } from './detail.tsx';
import { FILTER_KEYS, filterOf } from './filter.ts';
import { Filters } from './filters.tsx';
import { FleetDetail } from './fleet-detail.tsx';
import { List } from './list.tsx';
import { t } from './messages.ts';
import { MOST_PRINTED, PrintList } from './print-list.tsx';
import { VisitPages } from './visit-pages.ts';
import './visits-page.css';
import './fleet.css';

const FLEET_EVERY_MS = 15_000;

/** Every visit: a list that can be narrowed, and all about one of them (`/admin/visits/<id>`). */
export function Page({ app }: { app: App }) {
  const { rest, query } = app.router.place.value;
  const fleet = isFleet(app);
  const { marked: _, ...known } = filterOf(query);
  const filter: Record<string, string> = fleet ? { ...known, ...placeIn(query) } : filterOf(query);
  const key = new URLSearchParams(filter).toString();
  const pages = useMemo(() => new VisitPages((asked) => app.api.visits(asked), filter), [app, key]);
  useEffect(() => {
    const look = () => {
      if (app.session.state.value.at === 'in') void pages.refresh();
    };
    // A fleet's server tells of no single visit.
    const timer = fleet ? setInterval(look, FLEET_EVERY_MS) : undefined;
    const stops = [
      () => clearInterval(timer),
      app.session.state.subscribe(look),
      app.live.on((type) => (type === 'visit' || type === 'back') && look()),
      pages.held.subscribe(({ error }) => error === 'login_required' && app.session.ended()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [app, pages]);

  // The list keeps its place while one of its visits is looked at.
  const [id] = rest;
  const place = useRef(0);
  const shownId = useRef(id);
  if (shownId.current === undefined && id !== undefined) place.current = scrollY;
  useLayoutEffect(() => {
    if (shownId.current !== id) scrollTo(0, id === undefined ? place.current : 0);
    shownId.current = id;
  }, [id]);

  if (id !== undefined) return fleet ? <FleetDetail app={app} id={id} /> : <Detail app={app} id={id} />;
  const change = (name: string, value: string, typed = false) => app.router.query({ [name]: value }, !typed);
  return (
    <>
      <PageHead title={t('title')}>
        <button type="button" class="quiet" onClick={() => void pages.upTo(MOST_PRINTED).then(() => print())}>
          {common('print')}
        </button>
        <a
          class="quiet button"
          href={`/api/admin/visits.csv?${new URLSearchParams({ ...filter, decimal: decimalSign() })}`}
          download="kf99-visits.csv"
        >
          {t('csv')}
        </a>
        {!fleet && isAdmin(app) && (
          <a
            class="quiet button"
            href="/api/admin/marks.tar"
            download="kf99-marks.tar"
            title={t('marks_hint')}
          >
            {t('marks')}
          </a>
        )}
      </PageHead>
      <Printed>
        {() => (
          <PrintList held={pages.held.value} filter={filter} zone={app.live.zone.value} ofKiosks={fleet} />
        )}
      </Printed>
      <Filters
        filter={filter}
        today={dayOf(app.live.now.value, app.live.zone.value)}
        change={change}
        place={fleet && <PlaceChoice app={app} />}
        clear={() =>
          app.router.query(
            Object.fromEntries([...FILTER_KEYS, 'kiosk', 'site'].map((name) => [name, null])),
            true,
          )
        }
      />
      <List key={key} app={app} pages={pages} narrowed={key !== ''} />
    </>
  );
}
