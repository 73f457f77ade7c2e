import { z } from 'zod';
import { ALARM_CODES } from './alarms.ts';
import { CameraState } from './camera.ts';
import { ThermometerState } from './reading.ts';
import { Settings } from './settings.ts';
import { SoftwareState } from './software.ts';
import { VisionState } from './vision.ts';

/** ms without a heartbeat after which the kiosk page counts as gone; it beats every 5 s, so three are missing in a row. */
export const KIOSK_SILENT_MS = 15_000;
/** °C by which the visitors' median may move with the weather; more asks for a look at the calibration. */
export const MOVED_LIMIT_C = 0.8;

export const PartStatus = z.enum(['ok', 'degraded', 'down', 'off']);

const part = z.object({ status: PartStatus, detail: z.string() });

/** `off` without a contact, `unknown` while the board does not tell. */
export const DoorContactState = z.enum(['off', 'unknown', 'closed', 'open', 'left_open', 'forced']);
export type DoorContactState = z.infer<typeof DoorContactState>;

/** `GET /api/health`: answers 200 once the server can judge a visit; `degraded` names what is not well. */
export const Health = z.object({
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  kiosk_id: z.string(),
  parts: z.object({
    store: part.extend({ visits: z.int(), outbox: z.int() }),
    thermometer: part.extend({
      state: ThermometerState,
      simulated: z.boolean(),
      /** Age of the last frame in ms; null before the first. */
      age_ms: z.number().nullable(),
      /** `serial`, or the name of the HTTP source. */
      source: z.string(),
      /** What the board carries; `hex_sha256` is null when that is not the build of this software. */
      firmware: z.object({ version: z.string(), hex_sha256: z.string().nullable() }).nullable(),
      /** Counts since the start, under the names of edge-server/thermometer/counters.ts. */
      counters: z.record(z.string(), z.int()),
      /** Calibration is a matter of the calendar, no fault. */
      calibration: z.object({
        due: z.boolean(),
        at: z.iso.datetime().nullable(),
        /** Of the last blackbody. */
        offset_c: z.number(),
        /** From skin to body, on how many people it was measured, and how far an estimate may be off (one deviation). */
        gap_c: z.number(),
        people: z.int(),
        uncertainty_c: z.number(),
        /** How far the visitors' median has moved lately, °C; null while there are too few. */
        moved_c: z.number().nullable(),
      }),
      /** What counts as a fever now, °C; null when nothing does, because it was never calibrated. */
      fever_c: z.number().nullable(),
      fever_rule: Settings.shape.feverRule.unwrap(),
    }),
    sync: part.extend({
      /** Age in ms of the oldest row that the cloud has not acknowledged. */
      lag_ms: z.number().nullable(),
      /** Where rows go: the embedded cloud or a real Postgres. */
      target: z.enum(['embedded', 'postgres', 'off']),
    }),
    kiosk: part.extend({
      last_seen_ms: z.number().nullable(),
      /** Whether it is within the site's opening hours, or the clock is not set; else nobody expects the page. */
      open: z.boolean(),
      /** What the page last said of its camera; null before its first word. */
      camera: CameraState.nullable(),
      /** Staff ask for the browser to be restarted: an id of that wish, for the watch of the machine, for a minute. */
      restart: z.string().nullable(),
      /** How its vision runs, and why so; null until the worker is warm. */
      vision: VisionState.nullable(),
    }),
    model: part.extend({
      version: z.string(),
      /** The model that is asked beside it, or the one before while a new one is on probation, and what was counted. */
      tried: z
        .object({
          version: z.string(),
          probation: z.boolean(),
          frames: z.int(),
          differed: z.int(),
          bolder: z.int(),
        })
        .nullable(),
      /** The last change of a model and why, one sentence in English; empty before the first. */
      last: z.string(),
    }),
    clock: part.extend({ synchronised: z.boolean() }),
    disk: part.extend({ free_bytes: z.number().nullable(), total_bytes: z.number().nullable() }),
    /** The version that the fleet named last, and how far it is; each null while it named none. */
    software: part.extend({ wanted: z.string().nullable(), state: SoftwareState.nullable() }),
    /** Power, heat and card: what is wrong and what to do, each null when it is well or this machine can't tell. */
    hardware: part.extend({
      under_voltage: z.string().nullable(),
      throttled: z.string().nullable(),
      card_worn: z.string().nullable(),
      processor_c: z.number().nullable(),
    }),
    /** `locked`: a rule keeps the door shut. `contact`: the door as its contact tells (screening/door-contact.ts). */
    door: part.extend({ locked: z.boolean(), contact: DoorContactState }),
    /** Pictures that wait for the bucket; `refused`: what it said and what to do, null when it said nothing. */
    bucket: part.extend({ waiting: z.int(), refused: z.string().nullable() }),
    /** `away` and `refused`: why the broker is not there or does not stay, and what it does not take; each null when well. */
    mqtt: part.extend({
      connected: z.boolean(),
      queued: z.int(),
      away: z.string().nullable(),
      refused: z.string().nullable(),
    }),
    alarms: part.extend({ active: z.int(), codes: z.array(z.enum(ALARM_CODES)) }),
  }),
});
export type Health = z.infer<typeof Health>;

/** `GET /api/health/live`: the process answers. `GET /api/health/ready`: it can judge a visit, else 503. */
export const Alive = z.object({ status: z.literal('ok'), version: z.string() });
export type Alive = z.infer<typeof Alive>;
