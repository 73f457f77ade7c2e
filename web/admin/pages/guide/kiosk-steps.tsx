import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { language } from '../../../shared/language.ts';
import { act } from '../../app/act.ts';
import type { App } from '../../app/app.ts';
import { Calibration } from '../../components/calibration.tsx';
import { Icon } from '../../components/icons.tsx';
import { SimulatedMark } from '../../components/simulated-mark.tsx';
import { reasonWords } from '../../components/visit-cells.tsx';
import { celsius } from '../../format/celsius.ts';
import { clockTime, dateTime } from '../../format/time.ts';
import { t as frame } from '../../messages/text.ts';
import { CalibrationDialog } from '../../state/calibration.ts';
import type { GuideCalls } from './calls.ts';
import { t } from './messages.ts';

/** Visits that are shown as they come. */
const MOST_VISITS = 5;
/** °C over which a hand is seen, before the settings are known. */
const PRESENCE_C = 28;

/** Whether a kiosk page calls now. */
export function PageThere({ app }: { app: App }) {
  const kiosk = app.live.health.value.data?.parts.kiosk;
  const there = kiosk?.status === 'ok' || kiosk?.status === 'degraded';
  return <Sign well={there} words={t(there ? 'page_there' : 'page_missing')} />;
}

function Sign({ well, words }: { well: boolean; words: string }) {
  return (
    <p class={`chip ${well ? 'pass' : 'adjust'}`} role="status">
      <Icon name={well ? 'pass' : 'waiting'} />
      {words}
    </p>
  );
}

/** What the sensor sees now, and whether it has seen a hand since the step was opened. */
export function SensorStep({ app }: { app: App }) {
  const status = app.live.health.value.data?.parts.thermometer.status;
  const reading = app.live.reading.value;
  const limit = app.live.settings.value?.presenceThreshold ?? PRESENCE_C;
  const [seen, setSeen] = useState(false);
  // The last reading of a board that was unplugged says nothing about now.
  const value = status === 'down' ? null : (reading?.object_c ?? null);
  useEffect(() => {
    if (value !== null && value >= limit) setSeen(true);
  }, [value]);
  if (status === 'off') return <NoTemperature />;
  const missing = status === 'down' || reading !== null ? 'reading_none' : 'reading_wanted';
  return (
    <div class="card guide-card">
      <p class="guide-figure">
        {value === null ? t(missing) : t('reading_now', { value: celsius(value, language.value) })}{' '}
        {reading?.simulated && <SimulatedMark />}
      </p>
      {value !== null && reading?.distance_mm != null && (
        <p class="hint">{t('reading_distance', { mm: reading.distance_mm })}</p>
      )}
      <Sign well={seen} words={t(seen ? 'hand_seen' : 'hand_wanted')} />
    </div>
  );
}

function NoTemperature() {
  return (
    <div class="card">
      <p>{t('no_temperature')}</p>
    </div>
  );
}

export function CalibrationStep({ app }: { app: App }) {
  const dialog = useMemo(() => new CalibrationDialog(app.api), [app]);
  const thermometer = app.live.health.value.data?.parts.thermometer;
  const at = thermometer?.calibration.at ?? null;
  const zone = app.live.zone.value;
  if (thermometer?.status === 'off') return <NoTemperature />;
  return (
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
  );
}

interface SoundStepProps {
  app: App;
  calls: GuideCalls;
  /** Keeps the volume as it is typed: the kiosk sounds by what is saved. */
  save(): Promise<boolean>;
}

export function SoundStep({ app, calls, save }: SoundStepProps) {
  const play = async () => {
    if (!(await save())) return;
    const done = await act(app, async () => {
      await calls.sound();
      return true;
    });
    if (done) app.toasts.show(t('sound_asked'));
  };
  return (
    <button type="button" class="quiet guide-alone" onClick={() => void play()}>
      {t('sound_play')}
    </button>
  );
}

/** The verdicts that come while somebody tries the kiosk. */
export function VisitStep({ app }: { app: App }) {
  const [visits, setVisits] = useState<readonly { id: string; words: string; pass: boolean }[]>([]);
  // Listens from the moment the step can be seen: a verdict of the next milliseconds is the one that is waited for.
  useLayoutEffect(
    () =>
      app.live.on((_, event) => {
        if (event?.type !== 'visit') return;
        const { id, visited, verdict, reasons, ispass } = event.verdict;
        const said = [frame(`verdict_${verdict}`), ...reasons.map(reasonWords)].join(', ');
        const at = clockTime(visited, language.value, app.live.zone.value);
        const words = t('visit_came', { at, verdict: said });
        setVisits((before) => [{ id, words, pass: ispass }, ...before].slice(0, MOST_VISITS));
      }),
    [app],
  );
  return (
    <div class="card">
      {visits.length === 0 && <p class="hint">{t('visit_wanted')}</p>}
      <ul class="guide-visits" aria-live="polite">
        {visits.map(({ id, words, pass }) => (
          <li key={id} class={`chip ${pass ? 'pass' : 'deny'}`}>
            <Icon name={pass ? 'pass' : 'deny'} />
            {words}
          </li>
        ))}
      </ul>
    </div>
  );
}
