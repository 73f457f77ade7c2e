import { type Health, KIOSK_SILENT_MS, MOVED_LIMIT_C } from '../../../edge-server/contract/health.ts';
import type { Reading } from '../../../edge-server/contract/reading.ts';
import type { StaffLanguage } from '../../../edge-server/words/language.ts';
import { t } from '../messages/text.ts';
import { celsius, signed } from './celsius.ts';
import { ago, dateTime, lengthInWords } from './time.ts';

/** One line of the state: a part of the system, how it is, and a sentence about it. */
export interface PartLine {
  key: 'thermometer' | 'cloud' | 'kiosk_page' | 'storage' | 'model';
  status: Health['parts']['store']['status'];
  says: string;
  more?: string;
  /** What is good to know besides, a sentence each. */
  notes?: string[];
  /** The server's own words about a trouble, in English: for whoever mends it. */
  detail?: string;
  simulated?: boolean;
}

interface Context {
  health: Health;
  /** ms since `health` was received: ages in it have grown by this. */
  age: number;
  reading: Reading | null;
  now: number;
  language: StaffLanguage;
  /** The site's time zone. */
  zone: string;
}

/** Health in sentences, the parts that staff can do something about first. */
export function partLines(context: Context): PartLine[] {
  const { parts } = context.health;
  const lines: PartLine[] = [
    thermometerLine(context),
    cloudLine(context),
    kioskLine(context),
    {
      key: 'storage',
      status: parts.store.status,
      says: trouble(parts.store.status)
        ? t('storage_trouble')
        : t('storage_visits', { n: parts.store.visits }),
    },
    {
      key: 'model',
      status: parts.model.status,
      says: trouble(parts.model.status) ? t('model_trouble') : parts.model.version,
    },
  ];
  const details: Record<PartLine['key'], string> = {
    thermometer: parts.thermometer.detail,
    cloud: parts.sync.detail,
    kiosk_page: parts.kiosk.last_seen_ms === null ? '' : parts.kiosk.detail,
    storage: parts.store.detail,
    model: parts.model.detail,
  };
  return lines.map((line) => (trouble(line.status) ? { ...line, detail: details[line.key] } : line));
}

function thermometerLine(context: Context): PartLine {
  return { ...thermometerState(context), notes: thermometerNotes(context) };
}

/** The thresholds, and how it is calibrated. */
function thermometerNotes({ health, language, zone }: Context): string[] {
  const { fever_c, fever_rule, calibration, status } = health.parts.thermometer;
  if (status === 'off') return [];
  const { at, due, offset_c, gap_c, people, uncertainty_c, moved_c } = calibration;
  const notes = [
    fever_c === null
      ? t('calibration_never')
      : t(`thresholds_${fever_rule}`, { fever: celsius(fever_c, language) }),
  ];
  if (at !== null) {
    notes.push(
      t('calibration_at', { at: dateTime(at, language, zone), offset: signed(offset_c) }),
      t(people === 0 ? 'calibration_nobody' : 'calibration_people', {
        n: people,
        gap: signed(gap_c),
        uncertainty: celsius(uncertainty_c, language),
      }),
    );
  }
  if (at !== null && due) notes.push(t('calibration_old'));
  if (moved_c !== null && Math.abs(moved_c) > MOVED_LIMIT_C) {
    notes.push(t('calibration_moved', { moved: signed(moved_c) }));
  }
  return notes;
}

function thermometerState({ health, age, reading, now, language }: Context): PartLine {
  const { status, state, simulated, age_ms } = health.parts.thermometer;
  const line = { key: 'thermometer', status, says: t(`thermometer_${state}`), simulated } as const;
  if (state === 'absent') return { ...line, more: t('thermometer_absent_hint') };
  if (reading?.object_c != null) {
    const value = reading.object_c.toLocaleString(language, {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    });
    return {
      ...line,
      more: t('thermometer_sees', { value, age: ago(now - Date.parse(reading.at), language) }),
    };
  }
  return age_ms === null
    ? { ...line, more: t('thermometer_no_reading') }
    : { ...line, more: ago(age_ms + age, language) };
}

/** Where the queue to the cloud stands; what waits is always said in numbers. */
function cloudLine({ health, age, language }: Context): PartLine {
  const { sync, store } = health.parts;
  const n = store.outbox;
  const line = { key: 'cloud', status: sync.status } as const;
  const more = sync.target === 'embedded' ? { more: t('cloud_embedded') } : {};
  if (sync.target === 'off' || sync.status === 'off') return { ...line, says: t('cloud_off', { n }) };
  if (trouble(sync.status)) {
    return {
      ...line,
      ...more,
      says: sync.target === 'postgres' ? t('cloud_away', { n }) : t('cloud_trouble', { n }),
    };
  }
  if (n === 0) return { ...line, ...more, says: t('cloud_sent') };
  const lag = lengthInWords((sync.lag_ms ?? 0) + age, language);
  return { ...line, ...more, says: t('cloud_waiting', { n, lag }) };
}

function kioskLine({ health, age, language }: Context): PartLine {
  const { status, last_seen_ms, open } = health.parts.kiosk;
  const line = { key: 'kiosk_page', status } as const;
  if (!open && status === 'off') return { ...line, says: t('kiosk_closed') };
  // Nobody is checked without that page, so one that was never opened needs somebody, too.
  if (last_seen_ms === null) return { ...line, status: 'degraded', says: t('kiosk_unseen') };
  const seen = { age: ago(last_seen_ms + age, language) };
  // A page that answers and is not well has something to say itself: its camera, as a rule.
  const silent = last_seen_ms + age > KIOSK_SILENT_MS;
  return { ...line, says: silent && status !== 'ok' ? t('kiosk_gone', seen) : t('kiosk_seen', seen) };
}

/** Whether a part needs somebody; one that is switched off on purpose does not. */
export function trouble(status: PartLine['status']): boolean {
  return status === 'degraded' || status === 'down';
}
