import { z } from 'zod';
import { Alarm } from './alarms.ts';
import { Call, CallState } from './call.ts';
import { CameraState } from './camera.ts';
import { Health } from './health.ts';
import { VisitId } from './ids.ts';
import { KioskScreen } from './kiosk-screen.ts';
import { Reading, ThermometerState } from './reading.ts';
import { Settings } from './settings.ts';
import { Verdict } from './verdict.ts';
import { VisionState } from './vision.ts';

/** What `GET /api/events` sends: the SSE `event` is the type, `data` the rest as JSON. */
export const ServerEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reading'), reading: Reading }),
  /** `broken`: it has given no temperature for longer than `staleAfterSeconds`, so no visitor waits for one. */
  z.object({
    type: z.literal('thermometer'),
    state: ThermometerState,
    simulated: z.boolean(),
    broken: z.boolean(),
  }),
  z.object({ type: z.literal('settings'), settings: Settings }),
  z.object({ type: z.literal('visit'), verdict: Verdict }),
  z.object({ type: z.literal('health'), health: Health }),
  /** Without the log-in name of who acknowledged it: programs and the kiosk page hear this, too. */
  z.object({ type: z.literal('alarm'), alarm: Alarm.omit({ acknowledged_by: true }) }),
  /** A rule keeps the door shut: the page says that the entrance is closed and to call staff, until it is false. */
  z.object({ type: z.literal('lock'), locked: z.boolean() }),
  /** A rule asks the kiosk page for its alarm sound. */
  z.object({ type: z.literal('sound'), rule: z.string() }),
  z.object({ type: z.literal('call'), call: Call }),
  /**
   * What has become of the open call, for the kiosk's screen to say; and whether staff were told that the kiosk itself is
   * in trouble.
   */
  z.object({ type: z.literal('call_state'), state: CallState, trouble_told: z.boolean() }),
  /** An admin asks the kiosk page for a picture of what its camera sees. */
  z.object({ type: z.literal('camera_check'), id: z.uuid() }),
  /** The kiosk's screen shows something else: pages of staff ask for it. */
  z.object({ type: z.literal('screen') }),
  /** Staff ask the kiosk page to load itself again. */
  z.object({ type: z.literal('reload') }),
  /** Staff ask the kiosk page for a sound, to hear whether it can be heard. */
  z.object({ type: z.literal('sound_check') }),
]);
export type ServerEvent = z.infer<typeof ServerEvent>;

/** `PUT /api/visits/:id/presence`: opens the visit on the server's monotonic clock, or ends it when the face is gone. */
export const Presence = z.strictObject({ present: z.boolean() });
export type Presence = z.infer<typeof Presence>;

/** `POST /api/kiosk/heartbeat`: the page says that it lives and what its camera does. */
export const Heartbeat = z.strictObject({
  state: z.string().max(32),
  camera: CameraState,
  backend: z.string().max(32),
  threads: z.int().min(0).max(64),
  frame_ms: z.number().min(0).max(60_000).nullable(),
  visit: VisitId.nullable(),
  /** Null until the vision worker is warm. */
  vision: VisionState.nullable().default(null),
  screen: KioskScreen.nullable().default(null),
  /** s since the page was opened. */
  open_s: z.int().min(0).nullable().default(null),
});
export type Heartbeat = z.infer<typeof Heartbeat>;
