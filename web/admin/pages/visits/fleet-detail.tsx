import { language } from '../../../shared/language.ts';
import type { App } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { hrefOf } from '../../app/router.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { Empty } from '../../components/error-view.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Unread } from '../../components/unread.tsx';
import { ReasonsCell, VerdictChip } from '../../components/visit-cells.tsx';
import { fullTime } from '../../format/time.ts';
import type { VisitRow } from '../../format/visit.ts';
import { t as common } from '../../messages/text.ts';
import { Facts } from './facts.tsx';
import { t } from './messages.ts';

/** What the cloud has of one visit. Its steps, its curve and its picture are on its kiosk's own page. */
export function FleetDetail({ app, id }: { app: App; id: string }) {
  const found = useQuery(app, id, () => app.api.visits(new URLSearchParams({ text: id, limit: '1' })), {
    every: null,
  });
  return (
    <>
      <a class="back" href={hrefOf('visits', [], Object.fromEntries(app.router.place.value.query))}>
        ‹ {t('back')}
      </a>
      <AsyncView app={app} of={found}>
        {({ visits: [visit] }) =>
          visit ? <Content app={app} visit={visit} /> : <Empty title={t('none')} hint={t('fleet_gone')} />
        }
      </AsyncView>
    </>
  );
}

function Content({ app, visit }: { app: App; visit: VisitRow }) {
  const at = fullTime(visit.visited, language.value, app.live.zone.value);
  return (
    <>
      <PageHead title={t('visit_at', { at })} hint={<code>{visit.id}</code>}>
        <button type="button" class="quiet" onClick={() => print()}>
          {common('print')}
        </button>
      </PageHead>
      <div class="visit-head">
        <VerdictChip verdict={visit.verdict} />
        <a href={hrefOf('visits', [], { kiosk: visit.kiosk_id })}>
          {common('kiosk', { id: visit.kiosk_id })}
        </a>
        <ReasonsCell row={visit} />
        {visit.attempt_of && (
          <a class="screen-only" href={hrefOf('visits', [visit.attempt_of])}>
            {t('attempt_before')}
          </a>
        )}
      </div>
      <Facts visit={visit} />
      <Unread names={visit.unread} />
      <p class="hint">{t('fleet_more')}</p>
    </>
  );
}
