import { z } from 'zod';
import { ALARM_CODES } from './alarms.ts';
import { KioskId, VisitId } from './ids.ts';
import { ThermometerState } from './reading.ts';
import { Reason, VerdictKind } from './verdict.ts';

/** Topics that all kiosks share; each payload names its kiosk. docs/mqtt.md describes them. */
export const MQTT_TOPICS = { reading: 'kf99/topic', verdict: 'kf99/verdict', error: 'kf99/error' } as const;

/** `online` or, by the last will, `offline`; retained. */
export const statusTopic = (kiosk: string) => `kf99/${kiosk}/status`;
/** A `MqttState`, retained. */
export const stateTopic = (kiosk: string) => `kf99/${kiosk}/state`;

const from = { kiosk: KioskId, at: z.iso.datetime() };

/**
 * `kf99/topic`. `temperature` is the raw object value in °C at the top level, so that a broker's rule reads
 * `temperature > 30`; `estimate` is corrected, null where nobody stands before the sensor.
 */
export const MqttReading = z.strictObject({
  ...from,
  temperature: z.number().nullable(),
  ambient: z.number().nullable(),
  distance_mm: z.int().nullable(),
  estimate: z.number().nullable(),
  simulated: z.boolean(),
});
export type MqttReading = z.infer<typeof MqttReading>;

/** `kf99/verdict`. No temperature and nothing of the face: it tells of the door, not of the person. */
export const MqttVerdict = z.strictObject({
  ...from,
  id: VisitId,
  verdict: VerdictKind,
  ispass: z.boolean(),
  reasons: z.array(Reason),
  call_staff: z.boolean(),
  simulated: z.boolean(),
});
export type MqttVerdict = z.infer<typeof MqttVerdict>;

/** `kf99/error`: an alarm that opened (`code` of the alarms), or `step_failed`, a step of a visit that was given up. */
export const MqttError = z.strictObject({
  ...from,
  code: z.string(),
  message: z.string(),
  detail: z.string(),
});
export type MqttError = z.infer<typeof MqttError>;

/** `kf99/<kiosk>/state`: the kiosk at one look, for sensors of Home Assistant. */
export const MqttState = z.strictObject({
  ...from,
  temperature: z.number().nullable(),
  thermometer: ThermometerState,
  simulated: z.boolean(),
  verdict: VerdictKind.nullable(),
  visited: z.iso.datetime().nullable(),
  alarms: z.array(z.enum(ALARM_CODES)),
  locked: z.boolean(),
});
export type MqttState = z.infer<typeof MqttState>;
