import { z } from 'zod';
import { BACKENDS } from '../../models/pipeline/backend-name.ts';
import { DecimalSign } from './csv.ts';
import { DaySpan, DayTime } from './hours.ts';
import { TimeZone } from './time-zone.ts';
import { ALWAYS, Holidays, MaskPolicy, PolicyPeriods, TemperaturePolicy, Timetable } from './timetable.ts';

const seconds = (value: number) => z.number().min(0.1).max(60).default(value).meta({ unit: 's' });

/** The languages that visitors are spoken to in; staff's pages have the first two. */
export const Language = z.enum(['ko', 'en', 'ja', 'zh']);
export type Language = z.infer<typeof Language>;

/** Where the thermometer's sensor is beside the screen, as a visitor who stands before it sees it. */
export const SensorPlace = z.enum(['left', 'right', 'above', 'below']);
export type SensorPlace = z.infer<typeof SensorPlace>;

/** Degrees clockwise by which the camera's picture has to be turned so that people stand upright in it. */
export const CameraTurn = z.enum(['0', '90', '180', '270']);
export type CameraTurn = z.infer<typeof CameraTurn>;

/**
 * What a site decides: one schema validates, documents and draws the settings form; its words are in
 * edge-server/words/settings. The defaults are the product's; an unknown key is refused.
 */
export const Settings = z
  .strictObject({
    maskPolicy: MaskPolicy.default('required'),
    temperaturePolicy: TemperaturePolicy.default('required'),
    brokenThermometer: z.enum(['staff', 'mask_only']).default('staff'),
    feverThreshold: z.number().min(36).max(42).default(37.5).meta({ unit: '°C' }),
    feverRule: z.enum(['fixed', 'recent']).default('fixed'),
    recentMargin: z.number().min(0.3).max(3).default(1).meta({ unit: '°C' }),
    uncalibrated: z.enum(['mask_only', 'shown']).default('mask_only'),
    lowestPlausible: z.number().min(30).max(36).default(34.5).meta({ unit: '°C' }),
    presenceThreshold: z.number().min(20).max(36).default(28).meta({ unit: '°C' }),
    farthestMm: z.int().min(50).max(2000).default(200).meta({ unit: 'mm' }),
    sensorPlace: SensorPlace.default('above'),
    emissivity: z.number().min(0.9).max(1).default(1),
    ambientCoefficient: z.number().min(-0.3).max(0.3).default(0).meta({ unit: '°C' }),
    distanceCoefficient: z.number().min(-1).max(1).default(0).meta({ unit: '°C' }),
    temperatureOffset: z.number().min(-3).max(3).default(0).meta({ unit: '°C' }),
    calibrationDays: z.int().min(1).max(3650).default(365).meta({ unit: 'days' }),
    checkingSeconds: seconds(6),
    adjustSeconds: seconds(8),
    temperatureTimeout: seconds(5),
    resultSeconds: seconds(3),
    recheckSeconds: seconds(3),
    staleAfterSeconds: seconds(2),
    language: Language.default('ko'),
    timeZone: TimeZone.default('Asia/Seoul'),
    secondPerson: z.enum(['ask', 'count']).default('count'),
    cameraLabel: z.string().max(100).default(''),
    cameraTurn: CameraTurn.default('0'),
    visionBackends: z.array(z.enum(BACKENDS)).min(1).default(['wasm']),
    visitDays: z.int().min(1).max(3650).default(90).meta({ unit: 'days' }),
    captures: z.enum(['off', 'on']).default('off'),
    captureDays: z.int().min(1).max(365).default(7).meta({ unit: 'days' }),
    captureQuotaMb: z.int().min(10).max(100_000).default(500).meta({ unit: 'MB' }),
    captureRegion: z.enum(['whole', 'mask', 'blurred']).default('whole'),
    captureAdjust: z.enum(['off', 'on']).default('off'),
    captureEarly: z.enum(['off', 'on']).default('off'),
    siteName: z.string().max(60).default(''),
    soundVolume: z.int().min(0).max(100).default(70).meta({ unit: '%' }),
    voice: z.boolean().default(true),
    quietHours: DaySpan.default(''),
    openingHours: Timetable.default(ALWAYS),
    holidays: Holidays.default([]),
    policyPeriods: PolicyPeriods.default([]),
    secondFactor: z.enum(['optional', 'admins']).default('optional'),
    doorContact: z.enum(['none', 'left_open', 'forced']).default('none'),
    doorOpenSeconds: z.int().min(5).max(3600).default(30).meta({ unit: 's' }),
    answerSeconds: z.int().min(10).max(3600).default(60).meta({ unit: 's' }),
    unansweredText: z.string().max(120).default(''),
    reportDay: z.enum(['off', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']).default('off'),
    reportTime: DayTime.default('07:00'),
    reportDecimal: DecimalSign.default('point'),
  })
  .refine(
    ({ presenceThreshold, lowestPlausible, feverThreshold }) =>
      presenceThreshold < lowestPlausible && lowestPlausible < feverThreshold,
    'presenceThreshold must be below lowestPlausible, and that below feverThreshold',
  );
export type Settings = z.infer<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = Settings.parse({});
