import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { ConditionError } from '../../condition/error.ts';
import {
  Rule,
  RuleList,
  RuleTrial,
  RuleTry,
  StoredRule,
  Unlock,
  withoutSecrets,
} from '../../contract/index.ts';
import { tryCondition } from '../../notifications/try-rule.ts';
import { json, jsonBody, onInvalid, problems } from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';

/** Bytes of a rule: its condition and eight actions. */
const RULE_BYTES = 16_384;
/** Trials at once: each has a thread of its own. */
const MOST_TRIALS = 2;

const params = z.object({ id: z.coerce.number().int() });
const body = <Schema extends z.ZodType>(schema: Schema) =>
  ({ required: true, content: { 'application/json': { schema } } }) as const;

/** The rules of this kiosk, their trial, and staff's way to let a lock go. */
export function ruleRoutes({ rules, ways, webhookSecret, recent, access, audit, clock }: Services) {
  const viewer = access.require('viewer');
  const admin = access.require('admin');
  let trials = 0;

  /** @throws {ProblemError} when the condition can't be used */
  async function trial(asked: RuleTry): Promise<RuleTrial> {
    if (trials >= MOST_TRIALS) throw new ProblemError('too_busy', 'other conditions are being tried');
    trials += 1;
    try {
      return await tryCondition(asked, recent(asked.source), clock);
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
      if (error.code === 'busy') throw new ProblemError('too_busy', error.message);
      throw new ProblemError('invalid_request', `condition: ${error.message}`);
    } finally {
      trials -= 1;
    }
  }

  /** Refuses what could never work. */
  async function check(rule: Rule): Promise<void> {
    if (rule.actions.some(({ type }) => type === 'webhook') && webhookSecret.get() === null) {
      throw new ProblemError('invalid_request', 'actions: make a webhook secret first, calls are signed');
    }
    if (rule.actions.some((action) => action.type === 'way' && ways.stored(action.way) === null)) {
      throw new ProblemError('invalid_request', 'actions: there is no way of this id');
    }
    const { tried, failed, error } = await trial({ source: rule.source, condition: rule.condition });
    if (tried > 0 && failed === tried) throw new ProblemError('invalid_request', `condition: ${error}`);
  }

  const missing = () => new ProblemError('not_found', 'there is no rule of this id');

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(
      createRoute({
        method: 'get',
        path: '/admin/rules',
        summary: 'The rules',
        middleware: [viewer] as const,
        responses: { 200: json(RuleList, 'All rules; of webhooks a viewer gets the host.'), ...problems },
      }),
      (c) => {
        const principal = c.get('principal');
        const whole = principal.kind === 'user' && principal.role === 'admin';
        return c.json({ rules: whole ? rules.list() : rules.list().map(withoutSecrets) }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/admin/rules/try',
        summary: 'Runs a condition over what was seen last; stores nothing',
        middleware: [admin, ...jsonBody(RULE_BYTES)] as const,
        request: { body: body(RuleTry) },
        responses: { 200: json(RuleTrial, 'On how many it was true.'), ...problems },
      }),
      async (c) => c.json(await trial(c.req.valid('json')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/admin/rules',
        summary: 'Adds a rule',
        middleware: [admin, ...jsonBody(RULE_BYTES)] as const,
        request: { body: body(Rule) },
        responses: { 201: json(StoredRule, 'The rule, running.'), ...problems },
      }),
      async (c) => {
        const rule = c.req.valid('json');
        await check(rule);
        const added = rules.add(rule);
        if (added === null) throw new ProblemError('invalid_request', 'there are too many rules: remove one');
        audit.record({
          actor: c.get('principal').id,
          action: 'rule.add',
          target: `rule:${added.id}`,
          after: withoutSecrets(rule),
        });
        return c.json(added, 201);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/admin/rules/{id}',
        summary: 'Saves a rule anew, which also switches it on again',
        middleware: [admin, ...jsonBody(RULE_BYTES)] as const,
        request: { params, body: body(Rule) },
        responses: { 200: json(StoredRule, 'The rule, running.'), ...problems },
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const rule = c.req.valid('json');
        const before = rules.find(id);
        if (before === null) throw missing();
        await check(rule);
        const after = rules.replace(id, rule);
        if (after === null) throw missing();
        audit.record({
          actor: c.get('principal').id,
          action: 'rule.change',
          target: `rule:${id}`,
          before: withoutSecrets(before),
          after: withoutSecrets(after),
        });
        return c.json(after, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/admin/rules/{id}',
        summary: 'Removes a rule; its alarm and lock end with it',
        middleware: [admin] as const,
        request: { params },
        responses: { 204: { description: 'Removed.' }, ...problems },
      }),
      (c) => {
        const { id } = c.req.valid('param');
        const before = rules.find(id);
        if (before === null || !rules.remove(id)) throw missing();
        audit.record({
          actor: c.get('principal').id,
          action: 'rule.remove',
          target: `rule:${id}`,
          before: withoutSecrets(before),
        });
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/admin/door/unlock',
        summary: "Staff let every rule's lock go; it opens no door",
        middleware: [viewer, ...jsonBody(RULE_BYTES)] as const,
        request: { body: body(Unlock) },
        responses: { 204: { description: 'No rule keeps the door shut now.' }, ...problems },
      }),
      (c) => {
        rules.unlock();
        const { reason } = c.req.valid('json');
        audit.record({
          actor: c.get('principal').id,
          action: 'door.unlock',
          target: 'door',
          after: { reason },
        });
        return c.body(null, 204);
      },
    );
}
