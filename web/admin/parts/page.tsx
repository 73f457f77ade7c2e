import { useSignalEffect } from '@preact/signals';
import { t } from '../messages/text.ts';
import type { AdminData } from '../state/admin-data.ts';
import type { AdminSession } from '../state/admin-session.ts';
import type { CalibrationDialog } from '../state/calibration.ts';
import { Calibration } from './calibration.tsx';
import { Figures } from './figures.tsx';
import { Header } from './header.tsx';
import { Hourly } from './hourly.tsx';
import { LoginDialog } from './login.tsx';
import { Blank, Notices } from './notices.tsx';
import { System } from './system.tsx';
import { VisitList } from './visit-list.tsx';

interface PageProps {
  data: AdminData;
  session: AdminSession;
  calibration: CalibrationDialog;
}

/** The admin page: today's figures, the day by the hour, how the parts are, and the last visits. */
export function Page({ data, session, calibration }: PageProps) {
  const view = data.view.value;
  useSignalEffect(() => {
    document.title = t('document_title');
  });
  const state = session.state.value;
  const admin = state.at === 'in' && state.user.role === 'admin';
  // Nothing was fetched, and nothing will be until somebody logs in.
  const empty = state.at !== 'in' && data.today.value.at === null;
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
              <System data={data} calibration={admin ? calibration : null} />
              <VisitList data={data} />
            </div>
          </>
        )}
      </main>
      <Calibration dialog={calibration} zone={data.today.value.data?.time_zone ?? 'Asia/Seoul'} />
    </>
  );
}
