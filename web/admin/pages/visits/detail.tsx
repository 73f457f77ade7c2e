import { useState } from 'preact/hooks';
import type { VisitDetail } from '../../../../edge-server/contract/steps.ts';
import { language } from '../../../shared/language.ts';
import { type App, isAdmin } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { hrefOf } from '../../app/router.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ReasonsCell, VerdictChip } from '../../components/visit-cells.tsx';
import { fullTime } from '../../format/time.ts';
import { t as common } from '../../messages/text.ts';
import { CurveCard } from './curve-card.tsx';
import { Facts } from './facts.tsx';
import { MarkForm } from './mark-form.tsx';
import { t } from './messages.ts';
import { Timeline } from './timeline.tsx';

/** Steps come late: a door, a picture, the cloud. */
const EVERY_MS = 5000;

/** All about one visit. */
export function Detail({ app, id }: { app: App; id: string }) {
  const visit = useQuery(app, id, () => app.api.visit(id), { every: EVERY_MS });
  const back = hrefOf('visits', [], Object.fromEntries(app.router.place.value.query));
  return (
    <>
      <a class="back" href={back}>
        ‹ {t('back')}
      </a>
      <AsyncView app={app} of={visit}>
        {(data) => <Content app={app} visit={data} changed={(now) => visit.set(now)} />}
      </AsyncView>
    </>
  );
}

interface ContentProps {
  app: App;
  visit: VisitDetail;
  changed(visit: VisitDetail): void;
}

function Content({ app, visit, changed }: ContentProps) {
  const zone = app.live.zone.value;
  const at = fullTime(visit.visited, language.value, zone);
  return (
    <>
      <PageHead title={t('visit_at', { at })} hint={<code>{visit.id}</code>}>
        <button type="button" class="quiet" onClick={() => print()}>
          {common('print')}
        </button>
      </PageHead>
      <div class="visit-head">
        <VerdictChip verdict={visit.verdict} />
        <ReasonsCell row={visit} />
        {visit.attempt_of && (
          <a class="screen-only" href={hrefOf('visits', [visit.attempt_of])}>
            {t('attempt_before')}
          </a>
        )}
      </div>
      <div class="visit-detail">
        <Timeline steps={visit.steps} zone={zone} />
        <Facts visit={visit} />
        <CurveCard curve={visit.curve} />
        {visit.picture && isAdmin(app) && (
          /* Not on paper: a face there would outlive the days that pictures are kept. */
          <section class="card screen-only" aria-labelledby="picture-title">
            <div class="card-head">
              <h2 id="picture-title">{t('picture')}</h2>
            </div>
            <Picture id={visit.id} />
          </section>
        )}
        <MarkForm app={app} visit={visit} changed={changed} />
      </div>
    </>
  );
}

/** The kept picture; in its place a sentence when it can't be had, as from a bucket that removed it. */
function Picture({ id }: { id: string }) {
  const [gone, setGone] = useState(false);
  if (gone) return <p class="hint">{t('picture_gone')}</p>;
  return (
    <img
      class="visit-picture"
      src={`/api/captures/${id}`}
      alt={t('picture_alt')}
      onError={() => setGone(true)}
    />
  );
}
