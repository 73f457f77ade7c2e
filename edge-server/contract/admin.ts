import { z } from 'zod';

const counts = { pass: z.int(), deny: z.int(), adjust: z.int(), staff: z.int() };

/** `GET /api/admin/today`: one day of this kiosk in the site's zone. */
export const Today = z.object({
  /** The day, as `2026-11-24`, in `time_zone`. */
  date: z.iso.date(),
  time_zone: z.string(),
  ...counts,
  /** Attempts are rows; visitors are rows that follow no other one. */
  attempts: z.int(),
  visitors: z.int(),
  /** One entry for each hour that the day has in this zone: 23, 24 or 25; `start` is its first instant. */
  hours: z.array(z.object({ start: z.iso.datetime(), ...counts })),
});
export type Today = z.infer<typeof Today>;
