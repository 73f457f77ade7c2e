import type { AlarmCode, Health } from '../contract/index.ts';
import type { SyncView } from '../store/store.ts';

/** What the built-in alarms are judged from. */
export interface Facts {
  health: Health;
  sync: SyncView;
  /** ms since the server began to watch. */
  runningMs: number;
}

/** Rows and ms from which the queue to the cloud is somebody's matter. */
const OUTBOX_LARGE = 5000;
const OUTBOX_OLD_MS = 3_600_000;
/** ms after the start by which a kiosk page has called, if there is one. */
const FIRST_BEAT_MS = 120_000;

const NO_PICTURE: readonly unknown[] = ['absent', 'denied', 'busy', 'lost', 'frozen', 'black'];

export interface Cause {
  code: AlarmCode;
  /** ms that the cause has to last before the alarm opens. */
  holdMs: number;
  /** What is wrong and what to do, null when the cause is not there. */
  of: (facts: Facts) => string | null;
}

/** The built-in lasting alarms that health tells of; the thermometer's are in thermometer-cause.ts. */
export const CAUSES: readonly Cause[] = [
  {
    code: 'page_silent',
    holdMs: 0,
    of: ({ health: { parts }, runningMs }) => {
      const { status, detail, last_seen_ms, open } = parts.kiosk;
      if (!open) return null;
      if (last_seen_ms === null) return runningMs > FIRST_BEAT_MS ? detail : null;
      return status === 'down' ? detail : null;
    },
  },
  {
    code: 'camera_lost',
    holdMs: 5000,
    of: ({ health: { parts } }) =>
      parts.kiosk.open && NO_PICTURE.includes(parts.kiosk.camera) && parts.kiosk.status !== 'down'
        ? parts.kiosk.detail
        : null,
  },
  {
    code: 'vision_failed',
    holdMs: 5000,
    // A page that sees and is not well can't judge what it sees.
    of: ({ health: { parts } }) =>
      parts.kiosk.open && parts.kiosk.camera === 'live' && parts.kiosk.status === 'degraded'
        ? parts.kiosk.detail
        : null,
  },
  {
    code: 'door_left_open',
    holdMs: 0,
    of: ({ health: { parts } }) => (parts.door.contact === 'left_open' ? 'The door stays open.' : null),
  },
  { code: 'clock_unsynchronised', holdMs: 60_000, of: ({ health }) => unwell(health.parts.clock) },
  { code: 'disk_low', holdMs: 0, of: ({ health }) => unwell(health.parts.disk) },
  // A moment's dip, as when a motor starts, is no weak supply.
  { code: 'under_voltage', holdMs: 15_000, of: ({ health }) => health.parts.hardware.under_voltage },
  { code: 'throttled', holdMs: 60_000, of: ({ health }) => health.parts.hardware.throttled },
  { code: 'card_worn', holdMs: 0, of: ({ health }) => health.parts.hardware.card_worn },
  { code: 'update_failed', holdMs: 0, of: ({ health }) => unwell(health.parts.software) },
  {
    code: 'calibration_due',
    holdMs: 60_000,
    of: ({ health: { parts } }) => {
      const { status, state, simulated, calibration } = parts.thermometer;
      // Nobody can calibrate a thermometer that is off, away or none.
      if (status === 'off' || state !== 'live' || simulated || !calibration.due) return null;
      return calibration.at === null
        ? 'The thermometer was never calibrated.'
        : `The thermometer was last calibrated on ${calibration.at.slice(0, 10)}.`;
    },
  },
  {
    code: 'store_failed',
    holdMs: 0,
    of: ({ health }) => (health.parts.store.status === 'down' ? health.parts.store.detail : null),
  },
  {
    code: 'outbox_old',
    holdMs: 0,
    of: ofCloud(({ health: { parts } }) =>
      (parts.sync.lag_ms ?? 0) > OUTBOX_OLD_MS
        ? `The oldest visit has been waiting for more than an hour: ${parts.sync.detail}`
        : null,
    ),
  },
  {
    code: 'outbox_large',
    holdMs: 0,
    of: ofCloud(({ sync }) => (sync.outbox > OUTBOX_LARGE ? `${sync.outbox} visits wait to be sent.` : null)),
  },
  {
    code: 'sync_refused',
    holdMs: 0,
    of: ofCloud(({ sync }) => {
      if (sync.refused > 0)
        return `The cloud refused ${sync.refused} visits: ${sync.refusedFor ?? 'see the log'}`;
      // The words of kf99_ingest: this kiosk's token was revoked, or never known.
      return sync.error?.includes('unknown kiosk token')
        ? `The cloud refuses this kiosk: ${sync.error}`
        : null;
    }),
  },
  {
    code: 'sync_failed',
    // A site that has just lost its network can't look names up either.
    holdMs: 60_000,
    // An unknown token is told as sync_refused.
    of: ofCloud(({ sync }) =>
      sync.mend !== null && sync.fault !== 'token' ? `${sync.mend} (${sync.error})` : null,
    ),
  },
  { code: 'bucket_refused', holdMs: 0, of: ({ health }) => health.parts.bucket.refused },
  { code: 'mqtt_away', holdMs: 60_000, of: ({ health }) => health.parts.mqtt.away },
  { code: 'mqtt_refused', holdMs: 0, of: ({ health }) => health.parts.mqtt.refused },
];

/** A kiosk without a cloud waits for none: neither rows that stay here nor the words of an earlier cloud are anybody's. */
function ofCloud(of: Cause['of']): Cause['of'] {
  return (facts) => (facts.health.parts.sync.target === 'off' ? null : of(facts));
}

function unwell(part: { status: Health['parts']['disk']['status']; detail: string }): string | null {
  return part.status === 'degraded' || part.status === 'down' ? part.detail : null;
}
