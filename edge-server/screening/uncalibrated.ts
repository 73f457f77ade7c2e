import type { Settings } from '../contract/index.ts';

/**
 * The settings that are in force: a thermometer that was never calibrated decides on nobody. Either no temperature is
 * asked for, or it is measured, shown as not calibrated, and nobody waits or is refused for it.
 */
export function settingsInForce(settings: Settings, calibrated: boolean): Settings {
  if (calibrated || settings.temperaturePolicy === 'off') return settings;
  return { ...settings, temperaturePolicy: settings.uncalibrated === 'shown' ? 'optional' : 'off' };
}
