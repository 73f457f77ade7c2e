import { z } from 'zod';
import { NAME_LETTERS } from './access.ts';
import { ALARM_CODES } from './alarms.ts';
import { CAPTURE_BYTES } from './captures.ts';
import { KioskId, VisitId } from './ids.ts';
import { MaskAnswer } from './mask.ts';
import { ProblemCode } from './problem.ts';
import { PostedReading, ThermometerState } from './reading.ts';
import { Reason, VerdictKind } from './verdict.ts';

/** Topics that all kiosks share; each payload names its kiosk. docs/mqtt.md describes them. */
export const MQTT_TOPICS = { reading: 'kf99/topic', verdict: 'kf99/verdict', error: 'kf99/error' } as const;

/** `online` or, by the last will, `offline`; retained. */
export const statusTopic = (kiosk: string) => `kf99/${kiosk}/status`;
/** A `MqttState`, retained. */
export const stateTopic = (kiosk: string) => `kf99/${kiosk}/state`;
/** A `MqttEvent`, of the moment: never retained, and not sent late. */
export const eventTopic = (kiosk: string, kind: 'visit' | 'call') => `kf99/${kiosk}/event/${kind}`;
/** Where the opt-in button of the door is pressed: the time of the press in Unix seconds. */
export const doorTopic = (kiosk: string) => `kf99/${kiosk}/door/open`;

/** Where the kiosk listens, when the machine's configuration says so: a `MqttSigned` each. */
export const readingsTopic = (kiosk: string) => `kf99/${kiosk}/readings`;
export const requestTopic = (kiosk: string) => `kf99/${kiosk}/request`;
/** Where it answers requests that name no topic of their own below it. */
export const responseTopic = (kiosk: string) => `kf99/${kiosk}/response`;

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

/**
 * `kf99/<kiosk>/event/visit` and `/call`, for events of Home Assistant, which wants `event_type`: a verdict, or `ring` when a
 * visitor calls staff.
 */
export const MqttEvent = z.strictObject({
  ...from,
  event_type: z.enum([...VerdictKind.options, 'ring']),
  /** The visit, where there is one. */
  id: VisitId.nullable(),
  reasons: z.array(Reason),
  simulated: z.boolean(),
});
export type MqttEvent = z.infer<typeof MqttEvent>;

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

/** Bytes of a signed reading at the most, and of a request with its picture in base64. */
export const MQTT_READING_BYTES = 2048;
export const MQTT_REQUEST_BYTES = Math.ceil((CAPTURE_BYTES * 4) / 3) + MQTT_READING_BYTES;

/**
 * What a client sends to the kiosk. A broker tells nobody who has published, so each message is signed:
 * `mac` is the HMAC-SHA256, in hex, of topic, line feed and `body`; its key is the SHA-256 of the API token as 64 small
 * hex digits, `token` is the token's name.
 */
export const MqttSigned = z.strictObject({
  token: z.string().min(1).max(NAME_LETTERS),
  /** JSON, as it was signed. */
  body: z.string().max(MQTT_REQUEST_BYTES),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});
export type MqttSigned = z.infer<typeof MqttSigned>;

/** The body of a reading: a broker, or a client that was away, may hand on old ones, so each has its time. */
export const MqttPostedReading = PostedReading.required({ at: true });
export type MqttPostedReading = z.infer<typeof MqttPostedReading>;

const asked = {
  /** Made anew for each request; it stands in the answer. */
  id: z.string().regex(/^[\w-]{8,64}$/),
  /** When it was sent: within 30 s of the kiosk's clock. */
  at: z.iso.datetime({ offset: true }),
};

/**
 * The body of a request: `state` (scope `events`) answers what `kf99/<kiosk>/state` has; `check` (scope `mask`) judges
 * a picture, and with `visit` (that scope too) makes a visit of it, whose pass opens the door with the scope `door`.
 */
export const MqttRequest = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('state'), ...asked }),
  z.strictObject({
    ask: z.literal('check'),
    ...asked,
    /** A JPEG, PNG or WebP. */
    picture: z.base64(),
    visit: VisitId.optional(),
  }),
]);
export type MqttRequest = z.infer<typeof MqttRequest>;

/** The answer to a request that was signed; one that was not gets none. One of the last three is not null. */
export const MqttResponse = z.strictObject({
  ...from,
  /** Of the request; null when it could not be read. */
  id: z.string().nullable(),
  state: MqttState.nullable(),
  check: MaskAnswer.nullable(),
  error: z.strictObject({ code: ProblemCode, message: z.string() }).nullable(),
});
export type MqttResponse = z.infer<typeof MqttResponse>;
