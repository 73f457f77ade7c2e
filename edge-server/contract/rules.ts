import { z } from 'zod';
import { NOTE_LETTERS } from './access.ts';
import { ADDRESS_LETTERS, webAddress } from './web-address.ts';

/** What a rule may be at the most, for the server and for the form. */
export const RULE_LIMITS = {
  nameLetters: 60,
  conditionLetters: 2000,
  topicLetters: 200,
  urlLetters: ADDRESS_LETTERS,
  holdS: 3600,
  cooldownS: 86_400,
  actions: 8,
  times: 100,
  withinS: 86_400,
} as const;

/**
 * What a rule looks at: each reading, visit, call and change of an alarm, and health every few seconds. A condition sees
 * the part of this name of the `Notification`.
 */
export const RuleSource = z.enum(['reading', 'visit', 'health', 'call', 'alarm']);
export type RuleSource = z.infer<typeof RuleSource>;

/** Sources whose inputs are moments, not states: nothing of them can hold. */
export const MOMENTS: readonly RuleSource[] = ['visit', 'call', 'alarm'];

/** What a rule does when it fires. None opens the door. */
export const RuleAction = z.discriminatedUnion('type', [
  /** Publishes the `Notification`. */
  z.strictObject({
    type: z.literal('mqtt'),
    topic: z
      .string()
      .max(RULE_LIMITS.topicLetters)
      .regex(/^[^$+#\p{Cc}][^+#\p{Cc}]*$/u, 'name a topic without + and #, not of the broker ($)'),
  }),
  /** Posts the `Notification`, signed (docs/notifications.md). */
  z.strictObject({ type: z.literal('webhook'), url: webAddress }),
  /** Tells whoever is on duty, by the alarm `rule_staff`: it rings until somebody acknowledges it. */
  z.strictObject({ type: z.literal('staff') }),
  /** Sends the `Notification` by one of the site's ways. */
  z.strictObject({ type: z.literal('way'), way: z.int() }),
  /** Lets the kiosk page sound its alarm. */
  z.strictObject({ type: z.literal('sound') }),
  /** Keeps the door shut until the condition is false, or staff unlock it. */
  z.strictObject({ type: z.literal('lock') }),
]);
export type RuleAction = z.infer<typeof RuleAction>;

/**
 * The action as viewers and the audit log see it. The path of a webhook is often its secret: only scheme and host are
 * shown, and the ellipsis stands for the rest.
 */
export function withoutSecret(action: RuleAction): RuleAction {
  return action.type === 'webhook' ? { ...action, url: `${new URL(action.url).origin}/…` } : action;
}

/** @see withoutSecret */
export function withoutSecrets<Of extends { actions: readonly RuleAction[] }>(rule: Of): Of {
  return { ...rule, actions: rule.actions.map(withoutSecret) };
}

/** JSONata that gives true or false; a value that is missing counts as false. */
const condition = z.string().min(1).max(RULE_LIMITS.conditionLetters);

/** A rule of the site: while its condition is true for `hold_s`, it is active; each time it becomes so, it fires. */
export const Rule = z
  .strictObject({
    name: z.string().trim().min(1).max(RULE_LIMITS.nameLetters),
    enabled: z.boolean().default(true),
    source: RuleSource,
    condition,
    /** How often it has to be true within `within_s` seconds; once, where the source is not one of moments. */
    times: z.int().min(1).max(RULE_LIMITS.times).default(1),
    within_s: z.number().min(1).max(RULE_LIMITS.withinS).default(60),
    /** Seconds that the condition has to stay true. */
    hold_s: z.number().min(0).max(RULE_LIMITS.holdS).default(0),
    /** Seconds after a firing in which it does not fire again. */
    cooldown_s: z.number().min(0).max(RULE_LIMITS.cooldownS).default(60),
    actions: z.array(RuleAction).max(RULE_LIMITS.actions).default([]),
  })
  .refine(({ source, hold_s }) => !MOMENTS.includes(source) || hold_s === 0, {
    message: 'visits, calls and alarms are moments: only rules on readings and health can hold',
    path: ['hold_s'],
  })
  .refine(({ source, times }) => MOMENTS.includes(source) || times === 1, {
    message: 'readings and health are states: only visits, calls and alarms can be counted',
    path: ['times'],
  });
export type Rule = z.infer<typeof Rule>;

export const StoredRule = z.object({
  ...Rule.shape,
  id: z.int(),
  /** Why the server switched it off, null while it may run; saving it again switches it on. */
  disabled: z.string().nullable(),
  /** The condition holds now. */
  active: z.boolean(),
});
export type StoredRule = z.infer<typeof StoredRule>;

export const RuleList = z.object({ rules: z.array(StoredRule) });
export type RuleList = z.infer<typeof RuleList>;

/** `POST /api/admin/rules/try`: runs a condition over what was seen last. */
export const RuleTry = z.strictObject({ source: RuleSource, condition });
export type RuleTry = z.infer<typeof RuleTry>;

export const RuleTrial = z.object({
  /** Inputs that there were, and on how many the condition was true, or failed. */
  tried: z.int(),
  matched: z.int(),
  failed: z.int(),
  /** What went wrong first, null when nothing did. */
  error: z.string().nullable(),
  /** Times of the newest inputs on which it was true. */
  matches: z.array(z.iso.datetime()),
});
export type RuleTrial = z.infer<typeof RuleTrial>;

/** `POST /api/admin/door/unlock`: staff let a rule's lock go; why stands in the audit log. */
export const Unlock = z.strictObject({ reason: z.string().trim().min(1).max(NOTE_LETTERS) });
export type Unlock = z.infer<typeof Unlock>;

/** `GET /api/admin/webhook-secret`: whether there is one, and where it is kept: `made` here, or in the host's `file`. */
export const WebhookSecretState = z.object({ source: z.enum(['none', 'made', 'file']) });
export type WebhookSecretState = z.infer<typeof WebhookSecretState>;

/** `POST /api/admin/webhooks/test`: calls this address once, signed as a rule's calls are. */
export const WebhookTest = z.strictObject({ url: webAddress });
export type WebhookTest = z.infer<typeof WebhookTest>;
/** `POST /api/admin/webhook-secret`: a new secret, shown this once. */
export const WebhookSecret = z.object({ secret: z.string() });
export type WebhookSecret = z.infer<typeof WebhookSecret>;
