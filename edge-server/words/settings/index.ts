import { z } from 'zod';
import { Settings } from '../../contract/settings.ts';
import { type InEach, inEach, sameInEach } from '../language.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';
import { SETTING_PLACES, type SettingPlace } from './places.ts';

export type { SettingsGroup } from './places.ts';

const WORDS = inEach({ ko, en });
export const SETTINGS_GROUPS = WORDS.groups;
const UNITS: Record<string, InEach> = WORDS.units;

/** What a person who sets a key reads. */
export interface SettingText extends SettingPlace {
  title: InEach;
  help: InEach;
  options?: Record<string, InEach>;
}

/** A property of `settingsSchema()`. Its `title` and `description` are English; `form` has all languages. */
export interface SettingProperty {
  type?: string;
  enum?: string[];
  items?: { enum?: string[]; anyOf?: unknown[]; properties?: object };
  properties?: object;
  minimum?: number;
  maximum?: number;
  default: unknown;
  title: string;
  description: string;
  form: SettingText & { unit?: InEach };
}

/** The settings as JSON Schema (2020-12) with what the form needs; `groups` are its headings in their order. */
export function settingsSchema() {
  const schema = z.toJSONSchema(Settings, { io: 'input' });
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { unit, ...rest } = property as { unit?: string; default: unknown };
    const key = name as keyof Settings;
    const text: SettingText = { ...SETTING_PLACES[key], ...WORDS.keys[key] } as SettingText;
    const form = { ...text, ...(unit && { unit: UNITS[unit] ?? sameInEach(unit) }) };
    return [name, { ...rest, title: text.title.en, description: text.help.en, form }] as const;
  });
  return {
    ...schema,
    properties: Object.fromEntries<SettingProperty>(properties),
    groups: SETTINGS_GROUPS,
  };
}
