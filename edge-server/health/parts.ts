import type { DiskSpace } from '../common/disk.ts';
import { KIOSK_SILENT_MS, MOVED_LIMIT_C } from '../contract/health.ts';
import type {
  Alarm,
  DoorContactState,
  Health,
  Heartbeat,
  Settings,
  SoftwareStatus,
} from '../contract/index.ts';
import type { SyncView, UploadView } from '../store/store.ts';
import type { ThermometerStatus } from '../thermometer/thermometer.ts';

type Parts = Health['parts'];

/** ms that rows may wait before staff are told. */
const LAG_MS = 60_000;

export function storePart(visits: number, view: SyncView, trouble: string | null): Parts['store'] {
  const outbox = view.outbox + view.refused;
  if (trouble === null) return { status: 'ok', detail: 'Visits are on disk.', visits, outbox };
  const detail = `The last visit could not be written: ${trouble}. Make room on the disk.`;
  return { status: 'down', detail, visits, outbox };
}

export function thermometerPart(
  status: ThermometerStatus,
  policy: Settings['temperaturePolicy'],
  checked: Pick<Parts['thermometer'], 'calibration' | 'fever_c' | 'fever_rule'>,
): Parts['thermometer'] {
  const rest = {
    state: status.state,
    simulated: status.simulated,
    age_ms: status.ageMs === null ? null : Math.round(status.ageMs),
    source: status.source,
    firmware: status.firmware && {
      version: status.firmware.version,
      hex_sha256: status.firmware.hexSha256,
    },
    counters: { ...status.counters },
    ...checked,
  };
  if (policy === 'off') return { status: 'off', detail: 'The site measures no temperature.', ...rest };
  const detail = `${status.detail}${calibrationAdvice(checked.calibration)}`;
  return { status: thermometerStatus(status.state), detail, ...rest };
}

function calibrationAdvice({ due, at, moved_c }: Parts['thermometer']['calibration']): string {
  if (moved_c !== null && Math.abs(moved_c) > MOVED_LIMIT_C) {
    return ` The visitors' median has moved by ${moved_c} °C: check the calibration.`;
  }
  if (!due) return '';
  return at === null ? ' It was never calibrated.' : ' Its calibration is too old: calibrate it.';
}

function thermometerStatus(state: ThermometerStatus['state']): Parts['thermometer']['status'] {
  switch (state) {
    case 'live':
      return 'ok';
    case 'connecting':
    case 'warming':
      return 'degraded';
    case 'absent':
    case 'stale':
    case 'faulty':
      return 'down';
  }
}

export function syncPart(view: SyncView, target: Parts['sync']['target'], now: Date): Parts['sync'] {
  const lag_ms = view.oldest === null ? null : Math.max(0, now.getTime() - Date.parse(view.oldest));
  const rest = { lag_ms, target };
  if (target === 'off')
    return { status: 'off', detail: 'No cloud is set up: visits stay on this machine.', ...rest };
  if (view.failedAt !== null && (view.okAt === null || view.failedAt > view.okAt)) {
    return {
      status: 'down',
      detail: `The cloud can't be reached: ${view.error}. ${view.mend ?? ''}`.trim(),
      ...rest,
    };
  }
  if (view.okAt === null) return { status: 'degraded', detail: 'The cloud has not answered yet.', ...rest };
  if (view.refused > 0) {
    return {
      status: 'degraded',
      detail: `The cloud refused ${view.refused} rows: ${view.refusedFor}`,
      ...rest,
    };
  }
  if (lag_ms === null && view.outbox > 0) {
    const detail = `${view.outbox} rows wait until the clock is set, at most a day; the cloud has the others.`;
    return { status: 'degraded', detail, ...rest };
  }
  if (lag_ms !== null && lag_ms > LAG_MS) {
    return { status: 'degraded', detail: `${view.outbox} rows wait to be sent.${progress(view)}`, ...rest };
  }
  return { status: 'ok', detail: 'The cloud has every row, or gets it within a minute.', ...rest };
}

/** How long a backlog still takes at the rate of the last batch. */
function progress({ outbox, batchRows, batchMs, fault }: SyncView): string {
  if (fault !== null || batchMs === 0 || batchRows === 0) return '';
  const rate = (batchRows * 1000) / batchMs;
  const minutes = Math.ceil(outbox / rate / 60);
  return ` ${Math.round(rate)} go each second: about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} are left.`;
}

export function kioskPart(
  beat: Heartbeat | null,
  age: number | null,
  open: boolean,
  restart: string | null,
): Parts['kiosk'] {
  const { camera = null, vision = null } = beat ?? {};
  const rest = { last_seen_ms: age, open, camera, restart, vision };
  if (!open && (age === null || age > KIOSK_SILENT_MS)) {
    return { status: 'off', detail: 'The site is closed now, by its opening hours.', ...rest };
  }
  if (beat === null || age === null) {
    return { status: 'off', detail: 'No kiosk page has been opened since the start.', ...rest };
  }
  if (age > KIOSK_SILENT_MS) {
    return { status: 'down', detail: 'The kiosk page is silent: look at its screen and reload it.', ...rest };
  }
  if (beat.camera !== 'live') return { status: 'degraded', detail: `The camera is ${beat.camera}.`, ...rest };
  if (beat.backend === 'failed') {
    const detail = 'The mask check could not be started: reload the kiosk page.';
    return { status: 'degraded', detail, ...rest };
  }
  const refused = beat.vision?.refused ?? null;
  if (refused !== null) return { status: 'degraded', detail: refused.why, ...rest };
  return { status: 'ok', detail: `The kiosk page is ${beat.state}.`, ...rest };
}

/** What a kiosk's models are; see `ModelKeeper`. */
export interface ModelStory extends Pick<Parts['model'], 'tried' | 'last'> {
  /** Why the build's model is not used. */
  fault: string | null;
}

export function modelPart(version: string | null, { fault, ...rest }: ModelStory): Parts['model'] {
  if (version === null) {
    const detail = fault ?? 'No mask model is built: run npm run build.';
    return { status: 'down', detail, version: 'none', ...rest };
  }
  if (fault === null) return { status: 'ok', detail: 'The mask model is served.', version, ...rest };
  return { status: 'degraded', detail: `${version} is used, since ${fault}`, version, ...rest };
}

/** Bytes under which staff are told to make room, and under which the store may fail at any time. */
const DISK_LOW = 500e6;
const DISK_OUT = 50e6;

export function diskPart(space: DiskSpace | null): Parts['disk'] {
  if (space === null) {
    return { status: 'degraded', detail: "The disk can't be asked.", free_bytes: null, total_bytes: null };
  }
  const rest = { free_bytes: space.free, total_bytes: space.total };
  const free = `${Math.round(space.free / 1e6)} MB are free`;
  if (space.free >= DISK_LOW) return { status: 'ok', detail: `${free}.`, ...rest };
  const status = space.free < DISK_OUT ? 'down' : 'degraded';
  return { status, detail: `Only ${free}: make room, or visits can't be judged.`, ...rest };
}

/** @param status null while the fleet has named no version */
export function softwarePart(status: SoftwareStatus | null): Parts['software'] {
  if (status === null)
    return { status: 'off', detail: 'The fleet names no version.', wanted: null, state: null };
  const { wanted, status: state, says } = status;
  const failed = state === 'rolled_back' || state === 'failed';
  const detail = says || `${wanted}: ${state}.`;
  return { status: failed ? 'degraded' : 'ok', detail, wanted, state };
}

export function clockPart(synchronised: boolean): Parts['clock'] {
  if (synchronised) return { status: 'ok', detail: 'The clock is set.', synchronised };
  const detail = 'The clock was not set from the network: connect it, or set the time.';
  return { status: 'degraded', detail, synchronised };
}

export function doorPart(locked: boolean, contact: DoorContactState): Parts['door'] {
  const rest = { locked, contact };
  if (locked)
    return { status: 'degraded', detail: 'A rule keeps the door shut: look at the alarms.', ...rest };
  if (contact === 'forced')
    return { status: 'degraded', detail: 'The door was opened, and not by the kiosk.', ...rest };
  if (contact === 'left_open')
    return { status: 'degraded', detail: 'The door stays open: close it.', ...rest };
  return { status: 'ok', detail: 'No rule keeps the door shut.', ...rest };
}

/** @param uploads null when no bucket is set */
export function bucketPart(uploads: UploadView | null): Parts['bucket'] {
  if (uploads === null) {
    return { status: 'off', detail: 'No bucket is set: kept pictures stay here.', waiting: 0, refused: null };
  }
  const { waiting, trouble, erasing } = uploads;
  const sayings: { says: string; refused: boolean }[] = [];
  // First what is somewhere for longer than was promised.
  if (erasing !== null) sayings.push({ says: `${erasing.reason}.`, refused: erasing.refused });
  if (trouble !== null && waiting > 0) {
    const says = `${waiting} pictures wait for the bucket: ${trouble.reason}.`;
    sayings.push({ says, refused: trouble.refused });
  }
  if (sayings.length === 0) {
    return { status: 'ok', detail: 'Kept pictures go into the bucket.', waiting, refused: null };
  }
  const detail = sayings.map(({ says }) => says).join(' ');
  return {
    status: 'degraded',
    detail,
    waiting,
    refused: sayings.some(({ refused }) => refused) ? detail : null,
  };
}

/** Where MQTT stands; null when it is not configured. */
export interface MqttStatus {
  connected: boolean;
  /** Messages that wait for the broker. */
  queued: number;
  /** Why it is not connected, in the broker's or the system's words. */
  error: string | null;
  /** Whether another client has this kiosk's name, and what the broker does not take: a sentence each, or null. */
  rival: string | null;
  refused: string | null;
}

export function mqttPart(mqtt: MqttStatus | null): Parts['mqtt'] {
  const off = { connected: false, queued: 0, away: null, refused: null };
  if (mqtt === null) return { status: 'off', detail: 'No broker is set.', ...off };
  const { connected, queued, rival, refused } = mqtt;
  const silent = connected ? null : `The broker can't be reached: ${mqtt.error ?? 'not connected yet'}.`;
  const rest = { connected, queued, away: rival ?? silent, refused };
  const detail = rest.away ?? refused;
  if (detail === null) return { status: 'ok', detail: 'Connected to the broker.', ...rest };
  return { status: 'degraded', detail, ...rest };
}

export function alarmsPart(active: readonly Alarm[]): Parts['alarms'] {
  const codes = [...new Set(active.map(({ code }) => code))];
  const rest = { active: active.length, codes };
  if (active.length === 0) return { status: 'ok', detail: 'No alarm is active.', ...rest };
  const critical = active.some(({ severity }) => severity === 'critical');
  const detail = `Active: ${codes.join(', ')}.`;
  return { status: critical ? 'degraded' : 'ok', detail, ...rest };
}
