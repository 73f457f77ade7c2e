import { z } from 'zod';
import { Settings } from './settings.ts';
import { type InBoth, SETTINGS_GROUPS, SETTINGS_TEXT, type SettingText, UNITS } from './settings-text.ts';

/** What `PATCH /api/admin/settings` takes: any keys; `null` gives one back to the file or the default. */
export type SettingsPatch = { [Key in keyof Settings]?: Settings[Key] | null | undefined };

/** Every key without its default, since a key that is not named stays as it is. */
export const SettingsPatch: z.ZodType<SettingsPatch> = z.strictObject(
  Object.fromEntries(
    Object.entries(Settings.shape).map(([key, schema]) => [
      key,
      z.nullable(schema.unwrap() as z.ZodType).optional(),
    ]),
  ),
) as unknown as z.ZodType<SettingsPatch>;

/** Where a value comes from: the product, the settings file, or a person. */
export const SettingsSource = z.enum(['default', 'file', 'staff']);
export type SettingsSource = z.infer<typeof SettingsSource>;

/**
 * `GET /api/admin/settings`. `schema` is a JSON Schema that draws the form: see `settingsSchema()`.
 */
export const SettingsView = z.object({
  /** Goes with a change as `?version=`: it is refused (`settings_changed`) when somebody was faster. */
  version: z.string(),
  values: Settings,
  /** What each key is without staff's changes: the settings file's value, else the default. */
  base: Settings,
  sources: z.record(z.string(), SettingsSource),
  schema: z.record(z.string(), z.unknown()),
});
export type SettingsView = z.infer<typeof SettingsView>;

/** A property of `settingsSchema()`. Its `title` and `description` are English; `form` has both languages. */
export interface SettingProperty {
  type?: string;
  enum?: string[];
  items?: { enum?: string[] };
  minimum?: number;
  maximum?: number;
  default: unknown;
  title: string;
  description: string;
  form: SettingText & { unit?: InBoth };
}

/** The settings as JSON Schema (2020-12) with what the form needs; `groups` are its headings in their order. */
export function settingsSchema() {
  const schema = z.toJSONSchema(Settings, { io: 'input' });
  const properties = Object.entries(schema.properties ?? {}).map(([key, property]) => {
    const { unit, ...rest } = property as { unit?: string; default: unknown };
    const text = SETTINGS_TEXT[key as keyof Settings];
    const form = { ...text, ...(unit && { unit: UNITS[unit] ?? { ko: unit, en: unit } }) };
    return [key, { ...rest, title: text.title.en, description: text.help.en, form }] as const;
  });
  return {
    ...schema,
    properties: Object.fromEntries<SettingProperty>(properties),
    groups: SETTINGS_GROUPS,
  };
}
