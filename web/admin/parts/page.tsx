import { useSignalEffect } from '@preact/signals';
import { t } from '../messages/text.ts';
import type { AdminData } from '../state/admin-data.ts';
import type { AdminSession } from '../state/admin-session.ts';
import { Figures } from './figures.tsx';
import { Header } from './header.tsx';
import { Hourly } from './hourly.tsx';
import { LoginDialog } from './login.tsx';
import { Blank, Notices } from './notices.tsx';
import { System } from './system.tsx';
import { VisitList } from './visit-list.tsx';

/** The admin page: today's figures, the day by the hour, how the parts are, and the last visits. */
export function Page({ data, session }: { data: AdminData; session: AdminSession }) {
  const view = data.view.value;
  useSignalEffect(() => {
    document.title = t('document_title');
  });
  // Nothing was fetched, and nothing will be until somebody logs in.
  const empty = session.state.value.at !== 'in' && data.today.value.at === null;
  const blank = view.at === 'failed' || view.at === 'away_empty';
  return (
    <>
      <LoginDialog session={session} />
      <Header data={data} session={session} />
      <main aria-busy={view.at === 'loading'}>
        {empty ? null : blank ? (
          <Blank view={view} retry={() => data.refresh()} />
        ) : (
          <>
            <Notices data={data} />
            <div class={`dashboard ${view.at === 'stale' ? 'stale' : ''}`}>
              <Figures today={data.today.value.data} />
              <Hourly today={data.today.value.data} />
              <System data={data} />
              <VisitList data={data} />
            </div>
          </>
        )}
      </main>
    </>
  );
}
