import type { Health } from '../../../../edge-server/contract/health.ts';
import { language } from '../../../shared/language.ts';
import type { App } from '../../app/app.ts';
import { SimulatedMark } from '../../components/simulated-mark.tsx';
import { celsius, signed } from '../../format/celsius.ts';
import { ago, dateTime } from '../../format/time.ts';
import { t as frame } from '../../messages/text.ts';
import { Fact, Facts } from './facts.tsx';
import { t } from './messages.ts';

interface KioskFactsProps {
  app: App;
  health: Health;
}

/** The page that stands at the entrance. */
export function KioskFacts({ health }: KioskFactsProps) {
  const { kiosk, clock, software } = health.parts;
  const silent = kiosk.status === 'down' || kiosk.status === 'degraded';
  return (
    <Facts id="kiosk-facts" title={t('kiosk')}>
      <Fact name={t('kiosk_id')}>{health.kiosk_id}</Fact>
      <Fact name={t('version')}>{health.version}</Fact>
      {software.wanted !== null && software.state !== null && (
        <Fact name={t('named')} tone={software.status === 'degraded' ? 'deny' : undefined}>
          {software.wanted}: {t(`software_${software.state}`)}
          <small lang="en"> {software.detail}</small>
        </Fact>
      )}
      <Fact name={t('last_seen')} tone={kiosk.status === 'down' ? 'deny' : undefined}>
        {kiosk.last_seen_ms === null ? t('never') : ago(kiosk.last_seen_ms, language.value)}
      </Fact>
      <Fact name={t('camera_state')} tone={silent && kiosk.camera !== 'live' ? 'deny' : undefined}>
        {kiosk.camera === null ? t('unknown') : t(`camera_${kiosk.camera}`)}
        {kiosk.vision?.camera_label && <span class="hint"> {kiosk.vision.camera_label}</span>}
      </Fact>
      <Fact name={t('clock')} tone={clock.synchronised ? undefined : 'adjust'}>
        {t(clock.synchronised ? 'clock_set' : 'clock_unset')}
      </Fact>
    </Facts>
  );
}

/** How the page looks at faces, and what a frame costs it. */
export function VisionFacts({ health }: KioskFactsProps) {
  const { kiosk, model } = health.parts;
  const { vision } = kiosk;
  return (
    <Facts id="vision-facts" title={t('vision')}>
      <Fact name={t('model')}>
        {model.version}
        {model.last && <small lang="en"> {model.last}</small>}
      </Fact>
      {model.tried && (
        <Fact name={t(model.tried.probation ? 'model_probation' : 'model_tried')}>
          {t('model_counts', {
            version: model.tried.version,
            frames: model.tried.frames,
            differed: model.tried.differed,
            bolder: model.tried.bolder,
          })}
        </Fact>
      )}
      {vision === null ? (
        <Fact name={t('backend')}>{t('no_vision')}</Fact>
      ) : (
        <>
          <Fact name={t('backend')}>
            {vision.backend}, {t('threads', { n: vision.threads })}
            {vision.kernels && <small lang="en"> {vision.kernels}</small>}
          </Fact>
          <Fact name={t('why')}>
            {t(`why_${vision.why}`)}
            {vision.reason && <small lang="en"> {vision.reason}</small>}
          </Fact>
          <Fact name={t('frames')}>{vision.fps.toFixed(1)}</Fact>
          <Fact name={t('stages')}>
            {t('stage_line', {
              pixels: vision.stages.pixels.toFixed(1),
              detect: vision.stages.detect.toFixed(1),
              crop: vision.stages.crop.toFixed(1),
              classify: vision.stages.classify.toFixed(1),
            })}
          </Fact>
        </>
      )}
    </Facts>
  );
}

/** The thermometer's board, and what keeps the door shut. */
export function SensorFacts({
  app,
  health,
  onCalibrate,
}: KioskFactsProps & { onCalibrate: (() => void) | null }) {
  const { thermometer, door } = health.parts;
  const { firmware, calibration } = thermometer;
  const reading = app.live.reading.value;
  const at = (time: string) => dateTime(time, language.value, app.live.zone.value);
  const action = onCalibrate && (
    <button type="button" class="quiet" onClick={onCalibrate}>
      {t('calibrate')}
    </button>
  );
  return (
    <Facts id="sensor-facts" title={t('sensors')} action={action}>
      <Fact name={t('thermometer')} tone={thermometer.status === 'down' ? 'deny' : undefined}>
        {frame(`thermometer_${thermometer.state}`)} {thermometer.simulated && <SimulatedMark />}
      </Fact>
      <Fact name={t('reading')}>
        {reading?.object_c == null ? t('unknown') : `${celsius(reading.object_c, language.value)} °C`}
      </Fact>
      <Fact name={t('source')}>{thermometer.source}</Fact>
      <Fact name={t('firmware')}>{firmware?.version ?? t('unknown')}</Fact>
      {firmware && (
        <Fact name={t('hash')} tone={firmware.hex_sha256 === null ? 'adjust' : undefined}>
          {firmware.hex_sha256 === null ? t('foreign') : <code>{firmware.hex_sha256.slice(0, 16)}</code>}
        </Fact>
      )}
      <Fact name={t('calibration')} tone={calibration.due ? 'adjust' : undefined}>
        {calibration.at === null
          ? t('uncalibrated')
          : t('calibrated', {
              at: at(calibration.at),
              offset: signed(calibration.offset_c),
              gap: signed(calibration.gap_c),
              n: calibration.people,
            })}
      </Fact>
      <Fact name={t('door')} tone={door.locked ? 'deny' : undefined}>
        {t(door.locked ? 'door_shut' : 'door_free')}
      </Fact>
    </Facts>
  );
}
