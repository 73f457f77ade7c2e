import { z } from 'zod';

/**
 * What an alarm is about. `lasting` alarms clear by themselves when their cause is gone; `event` alarms tell of
 * something that has happened, and clear when a person acknowledges them, a call also when staff let the visitor in.
 * edge-server/words/alarms says for each what to do.
 */
export const ALARMS = {
  fever: { kind: 'event', severity: 'warning' },
  repeated_denial: { kind: 'event', severity: 'warning' },
  call_staff: { kind: 'event', severity: 'critical' },
  thermometer_absent: { kind: 'lasting', severity: 'critical' },
  thermometer_stale: { kind: 'lasting', severity: 'critical' },
  thermometer_faulty: { kind: 'lasting', severity: 'critical' },
  camera_lost: { kind: 'lasting', severity: 'critical' },
  vision_failed: { kind: 'lasting', severity: 'critical' },
  page_silent: { kind: 'lasting', severity: 'critical' },
  door_forced: { kind: 'event', severity: 'critical' },
  door_left_open: { kind: 'lasting', severity: 'warning' },
  clock_unsynchronised: { kind: 'lasting', severity: 'warning' },
  outbox_old: { kind: 'lasting', severity: 'warning' },
  outbox_large: { kind: 'lasting', severity: 'warning' },
  sync_refused: { kind: 'lasting', severity: 'critical' },
  sync_failed: { kind: 'lasting', severity: 'warning' },
  disk_low: { kind: 'lasting', severity: 'critical' },
  under_voltage: { kind: 'lasting', severity: 'warning' },
  throttled: { kind: 'lasting', severity: 'warning' },
  card_worn: { kind: 'lasting', severity: 'warning' },
  update_failed: { kind: 'lasting', severity: 'warning' },
  calibration_due: { kind: 'lasting', severity: 'warning' },
  store_failed: { kind: 'lasting', severity: 'critical' },
  store_corrupt: { kind: 'event', severity: 'critical' },
  bucket_refused: { kind: 'lasting', severity: 'warning' },
  mqtt_away: { kind: 'lasting', severity: 'warning' },
  mqtt_refused: { kind: 'lasting', severity: 'warning' },
  delivery_failed: { kind: 'event', severity: 'warning' },
  login_attack: { kind: 'event', severity: 'critical' },
  rule: { kind: 'lasting', severity: 'warning' },
  rule_staff: { kind: 'event', severity: 'critical' },
  rule_disabled: { kind: 'lasting', severity: 'warning' },
  rule_lock_disabled: { kind: 'lasting', severity: 'critical' },
} as const;

export type AlarmCode = keyof typeof ALARMS;
export const ALARM_CODES = Object.keys(ALARMS) as [AlarmCode, ...AlarmCode[]];

/**
 * One alarm from its opening to its end: open → acknowledged → cleared, or open → cleared. A code is open at most
 * once for each `subject`.
 */
export const Alarm = z.object({
  /** Grows with each alarm; negative while the disk can't take it. */
  id: z.int(),
  code: z.enum(ALARM_CODES),
  /** What the alarm is about where a code can be open several times, as the id of a rule; else empty. */
  subject: z.string(),
  severity: z.enum(['warning', 'critical']),
  /** The server's own words, in English: for whoever mends it. Nothing personal. */
  detail: z.string(),
  /** How often it happened since it opened. */
  count: z.int(),
  opened_at: z.iso.datetime(),
  acknowledged_at: z.iso.datetime().nullable(),
  acknowledged_by: z.string().nullable(),
  cleared_at: z.iso.datetime().nullable(),
});
export type Alarm = z.infer<typeof Alarm>;

/** `active` is what has not cleared: open and acknowledged ones. */
export const AlarmState = z.enum(['active', 'open', 'acknowledged', 'cleared', 'all']);
export type AlarmState = z.infer<typeof AlarmState>;

/** `GET /api/admin/alarms?state=&limit=&before=`: newest first; `next` goes into `before` for the next page. */
export const AlarmList = z.object({ alarms: z.array(Alarm), next: z.int().nullable() });
export type AlarmList = z.infer<typeof AlarmList>;
