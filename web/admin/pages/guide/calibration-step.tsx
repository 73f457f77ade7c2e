import { useMemo } from 'preact/hooks';
import { language } from '../../../shared/language.ts';
import { Calibration } from '../../components/calibration.tsx';
import { dateTime } from '../../format/time.ts';
import { t as frame } from '../../messages/text.ts';
import { CalibrationDialog } from '../../state/calibration.ts';
import { t } from './messages.ts';
import { Sign } from './sign.tsx';
import { Step, type StepProps } from './step.tsx';
import { NoTemperature, NotSimulated } from './thermometer.tsx';

/** The thermometer has to have been calibrated. */
export function CalibrationStep(props: StepProps) {
  const { app } = props;
  const dialog = useMemo(() => new CalibrationDialog(app.api), [app]);
  const thermometer = app.live.health.value.data?.parts.thermometer;
  const at = thermometer?.calibration.at ?? null;
  const zone = app.live.zone.value;
  if (thermometer?.status === 'off') {
    return (
      <Step {...props}>
        <NoTemperature />
      </Step>
    );
  }
  return (
    <Step {...props} missing={at !== null ? null : t('missing_calibration')}>
      <NotSimulated app={app} words={frame('calibration_simulated')} />
      <div class="card guide-card">
        <Sign
          well={at !== null}
          words={
            at === null ? t('calibrated_never') : t('calibrated', { at: dateTime(at, language.value, zone) })
          }
        />
        <button type="button" class="quiet" aria-haspopup="dialog" onClick={() => dialog.open()}>
          {t('calibrate')}
        </button>
        <Calibration dialog={dialog} zone={zone} />
      </div>
    </Step>
  );
}
