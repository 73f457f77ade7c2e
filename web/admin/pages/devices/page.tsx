import { useMemo } from 'preact/hooks';
import { type App, isAdmin, isFleet } from '../../app/app.ts';
import { useQuery } from '../../app/query.ts';
import { AsyncView } from '../../components/async-view.tsx';
import { PageHead } from '../../components/page-head.tsx';
import '../../components/forms.css';
import { Calibration } from '../../components/calibration.tsx';
import { CalibrationDialog } from '../../state/calibration.ts';
import { deviceCalls } from './calls.ts';
import { CameraCheck } from './camera-check.tsx';
import './devices.css';
import { Fleet } from './fleet.tsx';
import { KioskFacts, SensorFacts, VisionFacts } from './kiosk-facts.tsx';
import { MachineFacts } from './machine-facts.tsx';
import { t } from './messages.ts';

/** This kiosk's parts and what staff do with them; for a fleet's server, every kiosk that it knows. */
export function Page({ app }: { app: App }) {
  const calls = deviceCalls(app.api);
  return (
    <>
      <PageHead title={t('title')} />
      {isFleet(app) ? <Fleet app={app} /> : <ThisKiosk app={app} calls={calls} />}
    </>
  );
}

function ThisKiosk({ app, calls }: { app: App; calls: ReturnType<typeof deviceCalls> }) {
  const machine = useQuery(app, 'machine', calls.machine, { every: 10_000 });
  const calibration = useMemo(() => new CalibrationDialog(app.api), [app]);
  const health = app.live.health.value.data;
  const admin = isAdmin(app);
  return (
    <div class="stack">
      {admin && <CameraCheck app={app} calls={calls} />}
      <div class="device-grid">
        {health && (
          <>
            <KioskFacts app={app} health={health} />
            <SensorFacts app={app} health={health} onCalibrate={admin ? () => calibration.open() : null} />
            <VisionFacts app={app} health={health} />
            <AsyncView app={app} of={machine}>
              {(facts) => <MachineFacts machine={facts} disk={health.parts.disk} />}
            </AsyncView>
          </>
        )}
      </div>
      <Calibration dialog={calibration} zone={app.live.zone.value} />
    </div>
  );
}
