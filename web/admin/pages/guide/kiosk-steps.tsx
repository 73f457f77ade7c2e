import { useState } from 'preact/hooks';
import { act } from '../../app/act.ts';
import { deviceCalls } from '../devices/calls.ts';
import { CameraCheck } from '../devices/camera-check.tsx';
import '../devices/devices.css';
import { peopleCalls } from '../people/calls.ts';
import { Devices } from '../people/devices.tsx';
import { t } from './messages.ts';
import { SettingsStep } from './settings-step.tsx';
import { PageThere, pageIsThere } from './sign.tsx';
import { Step, type StepProps } from './step.tsx';

/** A kiosk page has to call. */
export function PairingStep(props: StepProps) {
  const { app } = props;
  return (
    <Step {...props} missing={pageIsThere(app) ? null : t('missing_pairing')}>
      <PageThere app={app} />
      <Devices app={app} calls={peopleCalls(app.api)} />
    </Step>
  );
}

/** A picture has to be looked at. */
export function CameraStep(props: StepProps) {
  const { app } = props;
  const [seen, setSeen] = useState(false);
  return (
    <Step {...props} missing={seen ? null : t('missing_camera')}>
      <PageThere app={app} />
      <CameraCheck app={app} calls={deviceCalls(app.api)} onPicture={() => setSeen(true)} />
    </Step>
  );
}

/** The kiosk has to have sounded, as far as can be known from here: its page was there and was asked. */
export function SoundStep(props: StepProps) {
  const { app, calls } = props;
  const [sounded, setSounded] = useState(false);
  // The volume is kept first: the kiosk sounds by what is saved.
  const play = async (save: () => Promise<boolean>) => {
    if (!(await save())) return;
    const asked = await act(app, async () => {
      await calls.sound();
      return true;
    });
    if (!asked) return;
    app.toasts.show(t('sound_asked'));
    if (pageIsThere(app)) setSounded(true);
  };
  return (
    <SettingsStep
      {...props}
      keys={['soundVolume', 'voice', 'quietHours']}
      missing={sounded ? null : t('missing_sound')}
    >
      {(save) => (
        <button type="button" class="quiet guide-alone" onClick={() => void play(save)}>
          {t('sound_play')}
        </button>
      )}
    </SettingsStep>
  );
}
