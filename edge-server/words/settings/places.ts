import type { Settings } from '../../contract/settings.ts';

/** Headings of the form and of the documents, in their order. */
export type SettingsGroup = 'policy' | 'thermometer' | 'timing' | 'kiosk' | 'camera' | 'keeping' | 'staff';

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
}

export const SETTING_PLACES: Record<keyof Settings, SettingPlace> = {
  maskPolicy: { group: 'policy' },
  temperaturePolicy: { group: 'policy' },
  brokenThermometer: { group: 'policy' },
  feverThreshold: { group: 'policy' },
  lowestPlausible: { group: 'policy' },
  feverRule: { group: 'policy' },
  recentMargin: { group: 'policy' },
  uncalibrated: { group: 'policy' },
  presenceThreshold: { group: 'thermometer' },
  farthestMm: { group: 'thermometer' },
  sensorPlace: { group: 'thermometer' },
  emissivity: { group: 'thermometer' },
  ambientCoefficient: { group: 'thermometer' },
  distanceCoefficient: { group: 'thermometer' },
  temperatureOffset: { group: 'thermometer' },
  calibrationDays: { group: 'thermometer' },
  staleAfterSeconds: { group: 'thermometer' },
  checkingSeconds: { group: 'timing' },
  adjustSeconds: { group: 'timing' },
  temperatureTimeout: { group: 'timing' },
  resultSeconds: { group: 'timing' },
  recheckSeconds: { group: 'timing' },
  language: { group: 'kiosk' },
  timeZone: { group: 'kiosk' },
  siteName: { group: 'kiosk' },
  secondPerson: { group: 'kiosk' },
  soundVolume: { group: 'kiosk' },
  voice: { group: 'kiosk' },
  quietHours: { group: 'kiosk' },
  openingHours: { group: 'kiosk' },
  answerSeconds: { group: 'kiosk' },
  unansweredText: { group: 'kiosk' },
  cameraLabel: { group: 'camera', restart: true },
  cameraTurn: { group: 'camera' },
  visionBackends: { group: 'camera', restart: true },
  visitDays: { group: 'keeping' },
  captures: { group: 'keeping' },
  captureRegion: { group: 'keeping' },
  captureDays: { group: 'keeping' },
  captureQuotaMb: { group: 'keeping' },
  secondFactor: { group: 'staff' },
};
