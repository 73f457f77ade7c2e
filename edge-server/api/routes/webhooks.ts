import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { DeliveryTest, WebhookSecret, WebhookSecretState, WebhookTest } from '../../contract/index.ts';
import { json, jsonBody, jsonRequest, onInvalid, problems } from '../body.ts';
import { ProblemError } from '../problem.ts';
import type { Services } from '../services.ts';
import { SMALL_BYTES } from './visits.ts';

/** The signing secret of the rules' webhooks, and a call to try one. */
export function webhookRoutes({ webhookSecret, testDelivery, access, audit }: Services) {
  const admin = access.require('admin');
  let testing = false;
  const state = createRoute({
    method: 'get',
    path: '/admin/webhook-secret',
    summary: 'Whether webhook calls have a signing secret, and where it is kept',
    middleware: [admin] as const,
    responses: { 200: json(WebhookSecretState, 'Never the secret itself.'), ...problems },
  });
  const renew = createRoute({
    method: 'post',
    path: '/admin/webhook-secret',
    summary: 'Makes a new secret for signing webhooks; shown this once',
    middleware: [admin] as const,
    responses: { 200: json(WebhookSecret, 'The secret.'), ...problems },
  });
  const test = createRoute({
    method: 'post',
    path: '/admin/webhooks/test',
    summary: "Calls an address once, signed as a rule's calls are",
    middleware: [admin, ...jsonBody(SMALL_BYTES)] as const,
    request: jsonRequest(WebhookTest),
    responses: { 200: json(DeliveryTest, 'Why it was not taken, if it was not.'), ...problems },
  });

  return new OpenAPIHono({ defaultHook: onInvalid })
    .openapi(state, (c) => c.json({ source: webhookSecret.source }, 200))
    .openapi(renew, (c) => {
      const secret = webhookSecret.renew();
      if (secret === null) {
        throw new ProblemError(
          'invalid_request',
          'the secret comes from KF99_WEBHOOK_SECRET_FILE: change it there',
        );
      }
      audit.record({ actor: c.get('principal').id, action: 'webhook.secret', target: 'webhooks' });
      c.header('cache-control', 'no-store');
      return c.json({ secret }, 200);
    })
    .openapi(test, async (c) => {
      if (webhookSecret.source === 'none') {
        throw new ProblemError('invalid_request', 'url: make a webhook secret first, calls are signed');
      }
      if (testing) throw new ProblemError('too_busy', 'another address is being called');
      testing = true;
      const { url } = c.req.valid('json');
      // It makes this machine call into its network, and tells what answered.
      audit.record({ actor: c.get('principal').id, action: 'webhook.test', target: new URL(url).host });
      try {
        return c.json({ error: await testDelivery({ to: 'webhook', url }) }, 200);
      } finally {
        testing = false;
      }
    });
}
