import { useMemo } from 'preact/hooks';
import { language } from '../../../shared/language.ts';
import { Calibration } from '../../components/calibration.tsx';
import { dateTime } from '../../format/time.ts';
import { CalibrationDialog } from '../../state/calibration.ts';
import { t } from './messages.ts';
import { NoTemperature, Sign } from './sign.tsx';
import { Step, type StepProps } from './step.tsx';

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
