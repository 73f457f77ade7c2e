import { z } from 'zod';
import { Settings } from './settings.ts';

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
