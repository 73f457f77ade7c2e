import type { SettingsView } from '../../../../edge-server/contract/settings-change.ts';
import type { Holidays, PolicyPeriods, Timetable } from '../../../../edge-server/contract/timetable.ts';
import { LANGUAGE_NAMES } from '../../../../edge-server/words/language.ts';
import type { SettingProperty, settingsSchema } from '../../../../edge-server/words/settings/index.ts';
import { language } from '../../../shared/language.ts';
import { t } from './messages.ts';
import { holidayWords, periodWords, timetableWords } from './timetable-words.ts';
import { type Fault, type Key, kindOf } from './typed.ts';

type Schema = ReturnType<typeof settingsSchema>;

/** The schema that came with the settings. */
export const schemaOf = ({ schema }: SettingsView) => schema as unknown as Schema;

export function propertyOf(view: SettingsView, key: Key): SettingProperty {
  return schemaOf(view).properties[key]!;
}

/** One of a key's values by its name. */
export function optionName(property: SettingProperty, value: string): string {
  return (
    property.form.options?.[value]?.[language.value] ??
    (LANGUAGE_NAMES as Record<string, string>)[value] ??
    value
  );
}

/** A value as a person reads it. */
export function valueWords(property: SettingProperty, value: unknown, key: Key): string {
  if (value === null || value === undefined) return t('default_value');
  if (Array.isArray(value) && value.length === 0) return t('nothing');
  switch (kindOf(key)) {
    case 'timetable':
      return timetableWords(value as Timetable);
    case 'holidays':
      return holidayWords(value as Holidays);
    case 'periods':
      return periodWords(value as PolicyPeriods);
    case 'zone':
    case 'hours':
    case 'time':
    case null:
      break;
  }
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (Array.isArray(value)) return value.map((one) => optionName(property, String(one))).join(', ');
  if (value === '') return t('nothing');
  const unit = property.form.unit?.[language.value];
  return `${optionName(property, String(value))}${unit ? `${unit === '%' ? '' : ' '}${unit}` : ''}`;
}

export function faultWords(fault: Fault): string {
  switch (fault.why) {
    case 'least':
    case 'most':
    case 'long':
      return t(`fault_${fault.why}`, { limit: fault.limit });
    default:
      return t(`fault_${fault.why}`);
  }
}
