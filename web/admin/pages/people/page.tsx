import { type App, isAdmin, isFleet } from '../../app/app.ts';
import { PageHead } from '../../components/page-head.tsx';
import { SubTabs } from '../../components/sub-tabs.tsx';
import '../../components/forms.css';
import { Account } from './account.tsx';
import { AuditLog } from './audit.tsx';
import { peopleCalls } from './calls.ts';
import { Devices } from './devices.tsx';
import { t } from './messages.ts';
import './people.css';
import { SecondFactor } from './second-factor.tsx';
import { Tokens } from './tokens.tsx';
import { Users } from './users.tsx';

/** Who may do what: people, programs, browsers, and the log of what they changed. A viewer sees the own account. */
export function Page({ app }: { app: App }) {
  const calls = peopleCalls(app.api);
  const admin = isAdmin(app) || app.session.state.value.at !== 'in';
  return (
    <>
      <PageHead title={t('title')} />
      {admin && (
        <SubTabs
          app={app}
          page="people"
          label={t('title')}
          tabs={[
            { path: '', title: t('users') },
            { path: 'tokens', title: t('tokens') },
            // No browser is a kiosk of a fleet's server.
            ...(isFleet(app) ? [] : [{ path: 'devices', title: t('devices') }]),
            { path: 'audit', title: t('audit') },
          ]}
        />
      )}
      <div class="stack">
        <View
          app={app}
          calls={calls}
          view={admin ? app.router.place.value.rest[0] : undefined}
          admin={admin}
        />
      </div>
    </>
  );
}

interface ViewProps {
  app: App;
  calls: ReturnType<typeof peopleCalls>;
  view: string | undefined;
  admin: boolean;
}

function View({ app, calls, view, admin }: ViewProps) {
  switch (view) {
    case 'tokens':
      return <Tokens app={app} calls={calls} />;
    case 'devices':
      return <Devices app={app} calls={calls} />;
    case 'audit':
      return <AuditLog app={app} calls={calls} />;
    default:
      return (
        <>
          {admin && <Users app={app} calls={calls} />}
          <Account app={app} calls={calls} />
          <SecondFactor app={app} calls={calls} />
        </>
      );
  }
}
