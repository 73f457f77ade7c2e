import { z } from 'zod';
import { Alarm, AlarmState } from './alarms.ts';
import { CommandAnswer, CommandStatus } from './fleet-command.ts';
import { PartStatus } from './health.ts';
import { KioskId } from './ids.ts';
import { SoftwareStatus } from './software.ts';
import { ShownRow, VisitFilter } from './visit-query.ts';

/**
 * Names of what a kiosk said in a form that this version can't read; it is shown as missing. A row of which nothing
 * can be shown is left out, and its list counts it as `unreadable`.
 */
const Unread = z.array(z.string());

/** What a kiosk made of the fleet's settings. */
export const FleetStatus = z.object({
  /** Version of the document; null while none has come. */
  version: z.int().nullable(),
  /**
   * `trying`: in force and watched; `applied`: in force, and the kiosk was well with it; `refused`: never in force;
   * `rolled_back`: the kiosk was not well with it, so what was before is in force again.
   */
  status: z.enum(['none', 'trying', 'applied', 'refused', 'rolled_back']),
  /** Why it was refused or rolled back, in English; else empty. */
  reason: z.string(),
  /** The mask model that the fleet wants: whether it judges here, and what became of it so far, in English. */
  model: z.object({ wanted: z.string(), available: z.boolean(), says: z.string() }).nullable(),
  /** The version of the software that the fleet named last, and what became of it; null while it named none. */
  software: SoftwareStatus.nullable(),
  /** The command that came last; null while none has. */
  command: CommandStatus.nullable(),
  at: z.iso.datetime(),
});
export type FleetStatus = z.infer<typeof FleetStatus>;

const Site = z.string().min(1).max(63);

/** One kiosk as the cloud knows it. Kiosks of other versions may say more or less in a heartbeat. */
export const FleetKiosk = z.object({
  kiosk_id: KioskId,
  site: z.string(),
  name: z.string(),
  revoked: z.boolean(),
  /** When it last called; null for one that never did. */
  last_seen: z.iso.datetime().nullable(),
  /** `silent` after 2 minutes without a call. */
  presence: z.enum(['here', 'silent', 'never']),
  version: z.string().nullable(),
  model: z.string().nullable(),
  state: z.string().nullable(),
  heartbeat_at: z.iso.datetime().nullable(),
  heartbeat: z.record(z.string(), z.unknown()).nullable(),
  fleet: FleetStatus.nullable(),
  alarms: z.object({ active: z.int(), critical: z.int() }),
  unread: Unread,
});
export type FleetKiosk = z.infer<typeof FleetKiosk>;

/** `GET /api/admin/kiosks?site=&limit=&after=`: by kiosk_id; `next` goes into `after`. */
export const FleetKiosksQuery = z.object({
  site: Site.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
  after: KioskId.optional(),
});
export const FleetKiosks = z.object({
  kiosks: z.array(FleetKiosk),
  next: KioskId.nullable(),
  unreadable: z.int(),
});
export type FleetKiosks = z.infer<typeof FleetKiosks>;

/** `GET /api/admin/kiosks/{kiosk}/answer`: what a kiosk answered to the last `doctor` or `log`. */
export const FleetAnswer = z.object({ answer: CommandAnswer.nullable() });
export type FleetAnswer = z.infer<typeof FleetAnswer>;

/** `GET /api/admin/alarms` in the fleet role: newest first; `next` goes into `before`. */
export const FleetAlarmsQuery = z.object({
  state: AlarmState.default('active'),
  kiosk: KioskId.optional(),
  site: Site.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.string().max(200).optional(),
});
/** A newer kiosk may have alarms that this server does not know. */
export const FleetAlarm = Alarm.extend({
  code: z.string(),
  severity: z.string(),
  kiosk_id: KioskId,
  unread: Unread,
});
export const FleetAlarms = z.object({
  alarms: z.array(FleetAlarm),
  next: z.string().nullable(),
  unreadable: z.int(),
});
export type FleetAlarms = z.infer<typeof FleetAlarms>;

/** What narrows visits in the fleet role: a kiosk's filter, but for people's marks, and whose visits. */
export const FleetVisitFilter = VisitFilter.omit({ marked: true }).extend({
  kiosk: KioskId.optional(),
  site: Site.optional(),
});
/** `GET /api/admin/visits` in the fleet role: newest first by the time in the id; `next` goes into `before`. */
export const FleetVisitsQuery = FleetVisitFilter.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.uuid().optional(),
});
/**
 * `visited` is as corrected by later facts; `simulated` and the rest as the kiosk sent them. The last three make it a
 * visit of a kiosk's own list too: what is here has been sent, and people's marks stay on the kiosk's page.
 */
export const FleetVisit = ShownRow.extend({
  received_at: z.iso.datetime(),
  unread: Unread,
  seq: z.literal(0),
  synced: z.literal(true),
  mark: z.null(),
});
export const FleetVisits = z.object({
  visits: z.array(FleetVisit),
  next: z.uuid().nullable(),
  unreadable: z.int(),
});
export type FleetVisits = z.infer<typeof FleetVisits>;

/** `GET /api/admin/totals`: what kiosks or sites counted between two instants, on quarters of an hour. */
export const FleetTotalsQuery = z
  .object({
    by: z.enum(['kiosk', 'site']).default('kiosk'),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    message: 'from is not before to',
    path: ['from'],
  });
const count = z.int().min(0);
export const FleetTotals = z.object({
  totals: z.array(
    z.object({
      /** A kiosk_id, or a site; kiosks without a site are under the empty one. */
      key: z.string(),
      pass: count,
      deny: count,
      adjust: count,
      staff: count,
      attempts: count,
      visitors: count,
    }),
  ),
});
export type FleetTotals = z.infer<typeof FleetTotals>;

const part = z.object({ status: PartStatus, detail: z.string() });

/** `GET /api/health` in the fleet role. */
export const FleetHealth = z.object({
  role: z.literal('fleet'),
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  parts: z.object({
    cloud: part,
    kiosks: part.extend({ known: z.int(), silent: z.int() }),
    alarms: part.extend({ active: z.int() }),
  }),
});
export type FleetHealth = z.infer<typeof FleetHealth>;
