import { z } from 'zod';
import { Language } from './settings.ts';

/** Lines of words on a screen: title, hint, what was checked, help, and what is for staff. */
const Lines = z.array(z.string().max(300)).min(1).max(8);

/** What the kiosk's screen shows, in the visitor's language and in those of staff. */
export const KioskScreen = z.strictObject({
  /** Which screen it is, as `idle` or `deny_fever`. */
  scene: z.string().regex(/^[a-z_]{1,40}$/),
  tone: z.enum(['calm', 'active', 'pass', 'deny', 'adjust', 'trouble']),
  /** The one that is on the screen. */
  language: Language,
  words: z.partialRecord(Language, Lines),
});
export type KioskScreen = z.infer<typeof KioskScreen>;

/** `GET /api/admin/kiosk/screen`: null before the page's first word since the server started. */
export const KioskScreenView = z.object({
  screen: KioskScreen.nullable(),
  /** Since when the page has been open. */
  opened_at: z.iso.datetime().nullable(),
});
export type KioskScreenView = z.infer<typeof KioskScreenView>;
