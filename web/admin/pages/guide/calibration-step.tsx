import { useMemo } from 'preact/hooks';
import { language } from '../../../shared/language.ts';
import { useQuery } from '../../app/query.ts';
import { Calibration } from '../../components/calibration.tsx';
import { dateTime } from '../../format/time.ts';
import { t as frame } from '../../messages/text.ts';
import { CalibrationDialog } from '../../state/calibration.ts';
import { lastCalibration } from './calibrated.ts';
import { t } from './messages.ts';
import { Sign } from './sign.tsx';
import { Step, type StepProps } from './step.tsx';
import { NoTemperature, NotSimulated } from './thermometer.tsx';

/** What was calibrated a moment ago, in the dialog. */
const EVERY_MS = 3000;

/** Somebody has to have calibrated the thermometer. */
export function CalibrationStep(props: StepProps) {
  const { app } = props;
  const dialog = useMemo(() => new CalibrationDialog(app.api), [app]);
  const state = useQuery(app, 'guide-calibration', () => app.api.calibrations(), { every: EVERY_MS });
  const { data } = state.resource.value;
  const last = data && lastCalibration(data.history);
  const zone = app.live.zone.value;
  if (app.live.health.value.data?.parts.thermometer.status === 'off') {
    return (
      <Step {...props}>
        <NoTemperature />
      </Step>
    );
  }
  return (
    <Step {...props} missing={last?.person ? null : t('missing_calibration')}>
      <NotSimulated app={app} words={frame('calibration_simulated')} />
      <div class="card guide-card">
        {data && <Sign well={last?.person === true} words={calibratedWords(last, zone)} />}
        <button type="button" class="quiet" aria-haspopup="dialog" onClick={() => dialog.open()}>
          {t('calibrate')}
        </button>
        <Calibration dialog={dialog} zone={zone} />
      </div>
    </Step>
  );
}

function calibratedWords(last: ReturnType<typeof lastCalibration>, zone: string): string {
  if (last === null) return t('calibrated_never');
  const at = dateTime(last.at, language.value, zone);
  return last.person ? t('calibrated', { at, author: last.author }) : t('calibrated_simulator', { at });
}
