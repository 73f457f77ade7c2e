import { useEffect, useState } from 'preact/hooks';
import { language } from '../../../shared/language.ts';
import { SimulatedMark } from '../../components/simulated-mark.tsx';
import { celsius } from '../../format/celsius.ts';
import { t } from './messages.ts';
import { isPalm } from './palm.ts';
import { Sign } from './sign.tsx';
import { Step, type StepProps } from './step.tsx';
import { NoTemperature, NotSimulated } from './thermometer.tsx';

/** °C over which a hand is seen, before the settings are known. */
const PRESENCE_C = 28;

/** What the sensor sees now, and whether it has seen a hand since the step was opened. */
export function SensorStep(props: StepProps) {
  const { live } = props.app;
  const status = live.health.value.data?.parts.thermometer.status;
  const reading = live.reading.value;
  const limit = live.settings.value?.presenceThreshold ?? PRESENCE_C;
  const [seen, setSeen] = useState(false);
  // The last reading of a board that was unplugged says nothing about now.
  const value = status === 'down' ? null : (reading?.object_c ?? null);
  useEffect(() => {
    if (value !== null && reading && isPalm(reading, limit)) setSeen(true);
  }, [value]);
  if (status === 'off') {
    return (
      <Step {...props}>
        <NoTemperature />
      </Step>
    );
  }
  const none = status === 'down' || reading !== null ? 'reading_none' : 'reading_wanted';
  return (
    <Step {...props} missing={seen ? null : t('missing_sensor')}>
      <NotSimulated app={props.app} words={t('sensor_simulated')} />
      <div class="card guide-card">
        <p class="guide-figure">
          {value === null ? t(none) : t('reading_now', { value: celsius(value, language.value) })}{' '}
          {reading?.simulated && <SimulatedMark />}
        </p>
        {value !== null && reading?.distance_mm != null && (
          <p class="hint">{t('reading_distance', { mm: reading.distance_mm })}</p>
        )}
        {!reading?.simulated && <Sign well={seen} words={t(seen ? 'hand_seen' : 'hand_wanted')} />}
      </div>
    </Step>
  );
}
