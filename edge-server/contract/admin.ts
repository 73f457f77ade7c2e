import { z } from 'zod';
import { HistoryRow } from './history.ts';

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

/** `GET /api/admin/visits?limit=&before=`: newest first; `next` goes into `before` for the next page. */
export const VisitList = z.object({
  visits: z.array(HistoryRow.extend({ seq: z.int(), synced: z.boolean() })),
  next: z.int().nullable(),
});
export type VisitList = z.infer<typeof VisitList>;
