import { z } from 'zod';
import { Alarm } from './alarms.ts';
import { Call } from './call.ts';
import { Health } from './health.ts';
import { HistoryRow } from './history.ts';
import { KioskId } from './ids.ts';
import { MqttReading } from './mqtt.ts';
import { RuleSource } from './rules.ts';

/** Grows when a field changes its meaning or goes; a new field alone does not count it up. */
export const NOTIFICATION_VERSION = 1;

/** A visit as rules and receivers see it: its row (`HistoryRow`), and the estimate once more as `temperature`. */
export const NotifiedVisit = HistoryRow.extend({ temperature: z.number().nullable() });
export type NotifiedVisit = z.infer<typeof NotifiedVisit>;

/** An alarm as rules and receivers see it: without the name of whoever acknowledged it, with what has just happened. */
export const NotifiedAlarm = Alarm.omit({ acknowledged_by: true }).extend({
  change: z.enum(['opened', 'repeated', 'acknowledged', 'reopened', 'cleared']),
});
export type NotifiedAlarm = z.infer<typeof NotifiedAlarm>;

/**
 * The one body of every message to a program: webhooks, a rule's MQTT topic, and what ntfy, e-mail and the others are
 * written from. `event` says which of the parts the message is about; that part is what a rule's condition sees.
 * docs/notifications.md has examples.
 */
export const Notification = z.strictObject({
  version: z.literal(NOTIFICATION_VERSION),
  event: z.enum([...RuleSource.options, 'test']),
  kiosk: KioskId,
  /** The site's name in the settings; empty without one. */
  site: z.string(),
  at: z.iso.datetime(),
  /** The rule that sends it; null where staff are told of an alarm. */
  rule: z.object({ name: z.string(), state: z.enum(['fired', 'cleared']) }).nullable(),
  reading: MqttReading.nullable(),
  /** Of the event, or of the call or alarm that it belongs to. */
  visit: NotifiedVisit.nullable(),
  health: Health.nullable(),
  call: Call.nullable(),
  alarm: NotifiedAlarm.nullable(),
  /** Into the admin page: its first page, the open alarms, and the visit where there is one. */
  links: z.object({ admin: z.url(), alarms: z.url(), visit: z.url().nullable() }),
});
export type Notification = z.infer<typeof Notification>;
