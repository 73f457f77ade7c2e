import type { Settings } from '../../contract/settings.ts';

/** Headings of the form and of the documents, in their order. */
export type SettingsGroup =
  | 'policy'
  | 'hours'
  | 'thermometer'
  | 'timing'
  | 'kiosk'
  | 'camera'
  | 'keeping'
  | 'door'
  | 'staff'
  | 'report';

/** A file of one language; the type makes a key without words a compile error. */
export interface SettingsWords {
  groups: Record<SettingsGroup, string>;
  /** Units that are words; the others are the same signs everywhere. */
  units: Record<'s' | 'days', string>;
  /** `options`: names of the values, where they are words of ours; languages, zones and backends have their own. */
  keys: Record<keyof Settings, { title: string; help: string; options?: Record<string, string> }>;
}

/** Where a key stands in the form. */
export interface SettingPlace {
  group: SettingsGroup;
  /** True for a key that the kiosk page reads only when it is loaded; everything else holds from the next visit. */
  restart?: true;
  /** Few sites need it: the form folds it away. */
  advanced?: true;
}

export const SETTING_PLACES: Record<keyof Settings, SettingPlace> = {
  maskPolicy: { group: 'policy' },
  temperaturePolicy: { group: 'policy' },
  brokenThermometer: { group: 'policy' },
  feverThreshold: { group: 'policy' },
  lowestPlausible: { group: 'policy', advanced: true },
  feverRule: { group: 'policy', advanced: true },
  recentMargin: { group: 'policy', advanced: true },
  uncalibrated: { group: 'policy' },
  openingHours: { group: 'hours' },
  holidays: { group: 'hours' },
  policyPeriods: { group: 'hours' },
  timeZone: { group: 'hours' },
  presenceThreshold: { group: 'thermometer', advanced: true },
  farthestMm: { group: 'thermometer' },
  sensorPlace: { group: 'thermometer' },
  emissivity: { group: 'thermometer', advanced: true },
  ambientCoefficient: { group: 'thermometer', advanced: true },
  distanceCoefficient: { group: 'thermometer', advanced: true },
  temperatureOffset: { group: 'thermometer', advanced: true },
  calibrationDays: { group: 'thermometer', advanced: true },
  staleAfterSeconds: { group: 'thermometer', advanced: true },
  checkingSeconds: { group: 'timing', advanced: true },
  adjustSeconds: { group: 'timing', advanced: true },
  temperatureTimeout: { group: 'timing', advanced: true },
  resultSeconds: { group: 'timing' },
  recheckSeconds: { group: 'timing', advanced: true },
  language: { group: 'kiosk' },
  siteName: { group: 'kiosk' },
  secondPerson: { group: 'kiosk', advanced: true },
  soundVolume: { group: 'kiosk' },
  voice: { group: 'kiosk' },
  quietHours: { group: 'kiosk' },
  cameraLabel: { group: 'camera', advanced: true, restart: true },
  cameraTurn: { group: 'camera' },
  visionBackends: { group: 'camera', advanced: true, restart: true },
  visitDays: { group: 'keeping' },
  captures: { group: 'keeping' },
  captureRegion: { group: 'keeping' },
  captureAdjust: { group: 'keeping', advanced: true },
  captureEarly: { group: 'keeping', advanced: true },
  captureDays: { group: 'keeping' },
  captureQuotaMb: { group: 'keeping', advanced: true },
  doorContact: { group: 'door' },
  doorOpenSeconds: { group: 'door' },
  answerSeconds: { group: 'staff' },
  unansweredText: { group: 'staff' },
  secondFactor: { group: 'staff' },
  reportDay: { group: 'report' },
  reportTime: { group: 'report' },
  reportDecimal: { group: 'report', advanced: true },
};
