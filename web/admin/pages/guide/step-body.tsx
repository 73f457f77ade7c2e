import { peopleCalls } from '../people/calls.ts';
import '../people/people.css';
import { Users } from '../people/users.tsx';
import { CalibrationStep } from './calibration-step.tsx';
import { CameraStep, PairingStep, SoundStep } from './kiosk-steps.tsx';
import { SensorStep } from './sensor-step.tsx';
import { SettingsStep } from './settings-step.tsx';
import type { StepProps } from './step.tsx';
import { ToldStep } from './told-step.tsx';
import { VisitStep } from './visit-step.tsx';

/** One step: what it is for, what is done in it, and the ways on. */
export function StepBody(props: StepProps) {
  const { app, step } = props;
  switch (step) {
    case 'site':
      return <SettingsStep {...props} keys={['siteName', 'language', 'timeZone']} />;
    case 'policies':
      return (
        <SettingsStep
          {...props}
          keys={['maskPolicy', 'temperaturePolicy', 'feverThreshold', 'brokenThermometer']}
        />
      );
    case 'hours':
      return <SettingsStep {...props} keys={['openingHours', 'holidays']} />;
    case 'people':
      return (
        <SettingsStep {...props} keys={['captures', 'captureDays', 'visitDays', 'secondFactor']}>
          <Users app={app} calls={peopleCalls(app.api)} />
        </SettingsStep>
      );
    case 'pairing':
      return <PairingStep {...props} />;
    case 'camera':
      return <CameraStep {...props} />;
    case 'sensor':
      return <SensorStep {...props} />;
    case 'calibration':
      return <CalibrationStep {...props} />;
    case 'sound':
      return <SoundStep {...props} />;
    case 'visit':
      return <VisitStep {...props} />;
    case 'told':
      return <ToldStep {...props} />;
  }
}
