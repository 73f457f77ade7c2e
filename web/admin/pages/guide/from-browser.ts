import { Language } from '../../../../edge-server/contract/settings.ts';
import type { SettingsForm } from '../settings/form.ts';
import { fromTyped } from '../settings/typed.ts';

/** What a browser knows of the place that it stands in. */
export interface Browser {
  timeZone: string;
  /** As `navigator.languages`: BCP 47 tags, the dearest first. */
  languages: readonly string[];
}

const KEYS = ['language', 'timeZone'] as const;
/** What was filled in from the browser. */
export type Filled = Partial<Record<(typeof KEYS)[number], string>>;

export const thisBrowser = (): Browser => ({
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  languages: navigator.languages,
});

/**
 * Whoever sets a kiosk up stands beside it: while nobody has chosen language and zone they are typed in as this browser
 * has them, for the person to keep or to change.
 * @returns what was typed in
 */
export function fillFromBrowser(form: SettingsForm, { timeZone, languages }: Browser): Filled {
  const own = languages.map((tag) => Language.safeParse(tag.toLowerCase().split('-')[0]).data);
  const known = { language: own.find((language) => language !== undefined), timeZone };
  const { sources } = form.view.value!;
  const filled: Filled = {};
  for (const key of KEYS) {
    const value = known[key];
    if (sources[key] !== 'default' || value === undefined || 'fault' in fromTyped(key, value)) continue;
    form.type(key, value);
    if (form.touched(key)) filled[key] = value;
  }
  return filled;
}

/** What to say below the fields: which of what was filled in still stands there, unsaved; null for nothing. */
export function filledNote(form: SettingsForm, filled: Filled): 'both' | 'language' | 'timeZone' | null {
  const left = KEYS.filter((key) => form.touched(key) && form.typed(key) === filled[key]);
  return left.length > 1 ? 'both' : (left[0] ?? null);
}
