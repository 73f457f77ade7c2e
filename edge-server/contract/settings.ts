import { z } from 'zod';
import { BACKENDS } from '../../models/pipeline/backend-name.ts';

const seconds = (title: string, value: number, max: number) =>
  z.number().min(0.1).max(max).default(value).meta({ title, unit: 's' });

/** The languages that visitors are spoken to in; staff's pages have the first two. */
export const Language = z.enum(['ko', 'en', 'ja', 'zh']);
export type Language = z.infer<typeof Language>;

/**
 * What a site decides: one schema validates, documents and (later) draws the settings form.
 * The defaults are the product's; an unknown key is refused.
 */
export const Settings = z
  .strictObject({
    maskPolicy: z.enum(['required', 'remind', 'off']).default('required').meta({ title: 'Mask' }),
    temperaturePolicy: z
      .enum(['required', 'optional', 'off'])
      .default('required')
      .meta({ title: 'Temperature' }),
    feverThreshold: z.number().min(36).max(42).default(37.5).meta({ title: 'Fever from', unit: '°C' }),
    adaptiveThreshold: z
      .boolean()
      .default(true)
      .meta({ title: 'Show the site’s running median plus a margin beside the fever threshold' }),
    adaptiveMargin: z
      .number()
      .min(0.3)
      .max(3)
      .default(1)
      .meta({ title: 'Margin over the running median', unit: '°C' }),
    lowestPlausible: z.number().min(30).max(36).default(34.5).meta({ title: 'Lowest plausible', unit: '°C' }),
    presenceThreshold: z
      .number()
      .min(20)
      .max(36)
      .default(30)
      .meta({ title: 'Person present above', unit: '°C' }),
    farthestMm: z
      .int()
      .min(50)
      .max(2000)
      .default(500)
      .meta({ title: 'Farthest distance to measure at', unit: 'mm' }),
    emissivity: z
      .number()
      .min(0.9)
      .max(1)
      .default(1)
      .meta({ title: 'Emissivity of skin (1: no correction)' }),
    ambientCoefficient: z
      .number()
      .min(-0.3)
      .max(0.3)
      .default(0)
      .meta({ title: 'Correction for each degree of ambient over 25 °C', unit: '°C' }),
    distanceCoefficient: z
      .number()
      .min(-1)
      .max(1)
      .default(0)
      .meta({ title: 'Correction for each 100 mm beyond 100 mm', unit: '°C' }),
    temperatureOffset: z
      .number()
      .min(-3)
      .max(3)
      .default(0)
      .meta({ title: 'Fixed offset, added to that of the calibration', unit: '°C' }),
    checkingSeconds: seconds('Time to decide on the mask', 6, 60),
    adjustSeconds: seconds('Time to mend what was wrong', 8, 60),
    temperatureTimeout: seconds('Time to take the temperature', 5, 60),
    resultSeconds: seconds('Result shown', 3, 60),
    recheckSeconds: seconds('Pause before checking again', 3, 60),
    staleAfterSeconds: seconds('Thermometer is stale after', 2, 60),
    language: Language.default('ko').meta({ title: 'Language' }),
    timeZone: z
      .string()
      .refine((zone) => {
        try {
          return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
        } catch {
          return false;
        }
      }, 'name a zone of the IANA list, as Asia/Seoul')
      .default('Asia/Seoul')
      .meta({ title: 'Time zone' }),
    secondPerson: z
      .enum(['ask', 'count'])
      .default('count')
      .meta({ title: 'A second person in front of the kiosk: ask to come one at a time, or only count' }),
    cameraLabel: z
      .string()
      .max(100)
      .default('')
      .meta({ title: 'Camera whose name contains (empty: the first)' }),
    visionBackends: z
      .array(z.enum(BACKENDS))
      .min(1)
      .default(['wasm'])
      .meta({ title: 'Backends that the page may use for vision' }),
    captures: z.enum(['off', 'on']).default('off').meta({ title: 'Keep pictures of visits' }),
    captureDays: z.int().min(1).max(365).default(7).meta({ title: 'Pictures kept for', unit: 'days' }),
    captureQuotaMb: z
      .int()
      .min(10)
      .max(100_000)
      .default(500)
      .meta({ title: 'Pictures on disk at the most, the oldest go first', unit: 'MB' }),
    captureRegion: z
      .enum(['whole', 'mask', 'blurred'])
      .default('whole')
      .meta({ title: 'What is kept: the whole picture, the mask region, or faces blurred' }),
    siteName: z.string().max(60).default('').meta({ title: 'Site name' }),
    soundVolume: z.int().min(0).max(100).default(70).meta({ title: 'Volume of chimes and voice', unit: '%' }),
    voice: z.boolean().default(true).meta({ title: 'Spoken prompts' }),
    quietHours: z
      .string()
      .regex(
        /^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$/,
        'give two times of the day, as 22:00-07:00, or nothing',
      )
      .default('')
      .meta({ title: 'Hours without any sound' }),
  })
  .refine(
    ({ presenceThreshold, lowestPlausible, feverThreshold }) =>
      presenceThreshold < lowestPlausible && lowestPlausible < feverThreshold,
    'presenceThreshold must be below lowestPlausible, and that below feverThreshold',
  );
export type Settings = z.infer<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = Settings.parse({});
