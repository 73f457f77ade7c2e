import { deviceCalls } from '../devices/calls.ts';
import { CameraCheck } from '../devices/camera-check.tsx';
import '../devices/devices.css';
import { peopleCalls } from '../people/calls.ts';
import { Devices } from '../people/devices.tsx';
import '../people/people.css';
import { Users } from '../people/users.tsx';
import { CalibrationStep, PageThere, SensorStep, SoundStep, VisitStep } from './kiosk-steps.tsx';
import { SettingsStep } from './settings-step.tsx';
import { Step, type StepProps } from './step.tsx';
import { ToldStep } from './told-step.tsx';

/** One step: what it is for, what is done in it, and the ways on. */
export function StepBody(props: StepProps) {
  const { app, calls, step } = props;
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
      return (
        <Step {...props}>
          <PageThere app={app} />
          <Devices app={app} calls={peopleCalls(app.api)} />
        </Step>
      );
    case 'camera':
      return (
        <Step {...props}>
          <PageThere app={app} />
          <CameraCheck app={app} calls={deviceCalls(app.api)} />
        </Step>
      );
    case 'sensor':
      return (
        <Step {...props}>
          <SensorStep app={app} />
        </Step>
      );
    case 'calibration':
      return (
        <Step {...props}>
          <CalibrationStep app={app} />
        </Step>
      );
    case 'sound':
      return (
        <SettingsStep {...props} keys={['soundVolume', 'voice', 'quietHours']}>
          {(save) => <SoundStep app={app} calls={calls} save={save} />}
        </SettingsStep>
      );
    case 'visit':
      return (
        <Step {...props}>
          <PageThere app={app} />
          <VisitStep app={app} />
        </Step>
      );
    case 'told':
      return <ToldStep {...props} />;
  }
}
