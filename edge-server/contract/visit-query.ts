import { z } from 'zod';
import { NOTE_LETTERS } from './access.ts';
import { DecimalSign } from './csv.ts';
import { MaskDecision, MaskLabel } from './evidence.ts';
import { HistoryRow } from './history.ts';
import { Reason, VerdictKind } from './verdict.ts';

/** What a person says a verdict should have been based on: the right label of the mask, seen by eye. */
export const Mark = z.object({
  label: MaskLabel,
  note: z.string(),
  /** Null for who is no person of staff. */
  author: z.string().nullable(),
  marked_at: z.iso.datetime(),
});
export type Mark = z.infer<typeof Mark>;

/** A visit as a program or the kiosk page is told of it: log-in names of staff are for staff. */
export function withoutAuthor<Visit extends { mark: Mark | null }>(visit: Visit): Visit {
  return { ...visit, mark: visit.mark && { ...visit.mark, author: null } };
}

/** `PUT /api/admin/visits/:id/mark`. */
export const MarkRequest = z.strictObject({
  label: MaskLabel,
  note: z.string().trim().max(NOTE_LETTERS).default(''),
});
export type MarkRequest = z.infer<typeof MarkRequest>;

/** Which visits: each part narrows the list. Days are of the site's calendar, both included. */
export const VisitFilter = z.object({
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  verdict: VerdictKind.optional(),
  reason: Reason.optional(),
  mask: MaskDecision.optional(),
  /** °C of the estimate. */
  least_c: z.coerce.number().min(-100).max(200).optional(),
  most_c: z.coerce.number().min(-100).max(200).optional(),
  simulated: z.enum(['0', '1']).optional(),
  /** Only those that a person has marked as wrong. */
  marked: z.enum(['1']).optional(),
  /** A part of the visit's id. */
  text: z
    .string()
    .trim()
    .regex(/^[0-9a-fA-F-]{1,36}$/, 'a part of an id: digits, a to f, and "-"')
    .optional(),
});
export type VisitFilter = z.infer<typeof VisitFilter>;

/** `GET /api/admin/visits.csv`: with the sign of decimals where the file is opened. */
export const VisitCsvQuery = VisitFilter.extend({ decimal: DecimalSign.default('point') });

/** `GET /api/admin/visits`: newest first. `before` is `next` of the page before; nobody else makes one up. */
export const VisitQuery = VisitFilter.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z
    .string()
    .regex(/^[0-9TZ:.-]{1,40}~\d{1,16}$/, 'use `next` of the page before')
    .optional(),
});
export type VisitQuery = z.infer<typeof VisitQuery>;

/**
 * A visit as it is shown. Codes that this version does not know are shown as they are: a kiosk may be newer than the
 * server of the fleet, and that one newer than an open page.
 */
export const ShownRow = HistoryRow.extend({ reasons: z.array(z.string()), cause: z.string().nullable() });

/**
 * A page of visits. It may be shorter than asked for, even empty, while `next` says that there is more: a page looks
 * at so many rows at the most, so that no rare filter makes the server read a million.
 */
export const VisitList = z.object({
  // The fleet's server says more of each visit.
  visits: z.array(
    ShownRow.extend({
      seq: z.int(),
      synced: z.boolean(),
      mark: Mark.nullable(),
      unread: z.array(z.string()).optional(),
    }).strip(),
  ),
  next: z.string().nullable(),
  /** Visits of this page that the fleet's server could not read and left out. */
  unreadable: z.int().optional(),
});
export type VisitList = z.infer<typeof VisitList>;
