import { z } from 'zod';
import { NOTE_LETTERS } from './access.ts';
import { addressSchema } from './address.ts';

/** What a rule may be at the most, for the server and for the form. */
export const RULE_LIMITS = {
  nameLetters: 60,
  conditionLetters: 2000,
  topicLetters: 200,
  urlLetters: 500,
  holdS: 3600,
  cooldownS: 86_400,
  actions: 8,
} as const;

/** What a rule looks at: each reading (`MqttReading`), each visit (`RuleVisit`), health every few seconds. */
export const RuleSource = z.enum(['reading', 'visit', 'health']);
export type RuleSource = z.infer<typeof RuleSource>;

const webAddress = addressSchema({
  schemes: ['http', 'https'],
  takes: ['path', 'query'],
  write: 'an address that begins with http:// or https://, without a password in it',
}).max(RULE_LIMITS.urlLetters);

/** What a rule does when it fires. None opens the door. */
export const RuleAction = z.discriminatedUnion('type', [
  /** Publishes a `MqttRule`. */
  z.strictObject({
    type: z.literal('mqtt'),
    topic: z
      .string()
      .max(RULE_LIMITS.topicLetters)
      .regex(/^[^$+#\p{Cc}][^+#\p{Cc}]*$/u, 'name a topic without + and #, not of the broker ($)'),
  }),
  /** Posts a signed `MqttRule` (docs/alarms.md). */
  z.strictObject({ type: z.literal('webhook'), url: webAddress }),
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
    /** Seconds that the condition has to stay true. */
    hold_s: z.number().min(0).max(RULE_LIMITS.holdS).default(0),
    /** Seconds after a firing in which it does not fire again. */
    cooldown_s: z.number().min(0).max(RULE_LIMITS.cooldownS).default(60),
    actions: z.array(RuleAction).max(RULE_LIMITS.actions).default([]),
  })
  .refine(({ source, hold_s }) => source !== 'visit' || hold_s === 0, {
    message: 'a visit is a moment: only rules on readings and health can hold',
    path: ['hold_s'],
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
/** What it answered; `status` is null when it did not answer, and `error` says why. */
export const WebhookTestResult = z.object({ status: z.int().nullable(), error: z.string().nullable() });
export type WebhookTestResult = z.infer<typeof WebhookTestResult>;

/** `POST /api/admin/webhook-secret`: a new secret, shown this once. */
export const WebhookSecret = z.object({ secret: z.string() });
export type WebhookSecret = z.infer<typeof WebhookSecret>;
