import { z } from 'zod';

/** What becomes of the report's mail by one way. */
export const ReportMail = z.object({
  /** The way's number and name. */
  way: z.int(),
  name: z.string(),
  sent_at: z.iso.datetime().nullable(),
  /** Why the last try failed; null before the first has. */
  error: z.string().nullable(),
});
export type ReportMail = z.infer<typeof ReportMail>;

/** The last report that the schedule made: `week` is its Monday. `made_at` is null where none was due since it was switched on. */
export const LastReport = z.object({
  week: z.iso.date(),
  made_at: z.iso.datetime().nullable(),
  /** What becomes of the file; null where no folder is set. */
  file: z
    .object({ name: z.string(), kept_at: z.iso.datetime().nullable(), error: z.string().nullable() })
    .nullable(),
  mails: z.array(ReportMail),
});
export type LastReport = z.infer<typeof LastReport>;

/** `GET /api/admin/report`: what is planned, who gets it, and what became of the last one. */
export const ReportState = z.object({
  /** Monday of the last week that is over: what a download or `send` is of. */
  week: z.iso.date(),
  /** When the schedule makes the next one; null when it is off. */
  next_at: z.iso.datetime().nullable(),
  /** Names of the ways by which it goes. */
  receivers: z.array(z.string()),
  /** Whether it is kept as a file, too (KF99_REPORT_FOLDER). */
  folder: z.boolean(),
  /** `waiting`: a try is still to come. */
  last: LastReport.extend({ mails: z.array(ReportMail.extend({ waiting: z.boolean() })) }).nullable(),
});
export type ReportState = z.infer<typeof ReportState>;

/** `GET /api/admin/report.html` and `.csv`. */
export const ReportQuery = z.object({
  /** Any day of the week that is wanted; left out: the last week that is over. */
  day: z.iso.date().optional(),
  /** Left out: the site's own. */
  language: z.enum(['ko', 'en']).optional(),
});

/** `POST /api/admin/report/send`: what came of each receiver, at once; null is well. The file is one of them. */
export const ReportSent = z.object({
  to: z.array(z.object({ name: z.string(), error: z.string().nullable() })),
});
export type ReportSent = z.infer<typeof ReportSent>;
