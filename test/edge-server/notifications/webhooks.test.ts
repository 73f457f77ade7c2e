import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { pino } from 'pino';
import type { RuleList } from '../../../edge-server/contract/index.ts';
import { WebhookSecret } from '../../../edge-server/notifications/webhook-secret.ts';
import { Webhooks } from '../../../edge-server/notifications/webhooks.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
const servers: Server[] = [];
const hooks: Webhooks[] = [];
afterEach(async () => {
  for (const hook of hooks.splice(0)) await hook.stop();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await edge.stop();
});

interface Got {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver that answers with these statuses in turn, the last one again and again. */
async function receiver(...statuses: number[]) {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const status = statuses[Math.min(got.length, statuses.length - 1)] ?? 200;
      got.push({ headers: request.headers, body });
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
    });
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=hush` };
}

/** The calls of a server, on a clock that the test turns; `begun` counts the requests. */
async function start(secret: string | null = 'a secret of the test') {
  edge = await TestEdge.start();
  const lines: string[] = [];
  const clock = new TestClock(Date.UTC(2026, 10, 24));
  const begun = { count: 0 };
  const make = () => {
    const hook = new Webhooks({
      store: edge.store,
      clock,
      fetch: (...request) => {
        begun.count += 1;
        return fetch(...request);
      },
      log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
      alarms: edge.edge.notifier.alarms,
      secret: () => secret,
    });
    hooks.push(hook);
    hook.start();
    return hook;
  };
  return { webhooks: make(), again: make, lines, clock, begun };
}

test('a call is signed: HMAC-SHA256 over the time and the body', async () => {
  const { webhooks } = await start();
  const { got, url } = await receiver(200);
  webhooks.call(url, { rule: 'hot' });
  await until(() => webhooks.waiting === 0);
  const { headers, body } = got[0]!;
  const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['kf99-signature'])) ?? [];
  assert.equal(time, String(Date.UTC(2026, 10, 24) / 1000));
  const expected = createHmac('sha256', 'a secret of the test').update(`${time}.${body}`).digest('hex');
  assert.equal(signature, expected);
  assert.deepEqual(JSON.parse(body), { rule: 'hot' });
});

test('a receiver in trouble is called again, later, with the same delivery', async () => {
  const { webhooks, clock, begun, lines } = await start();
  const { got, url } = await receiver(503, 500, 204);
  webhooks.call(url, { n: 1 });
  await until(() => lines.length === 1);
  await clock.advance(4999);
  assert.equal(begun.count, 1, 'not before its pause is over');
  await clock.advance(5001);
  await until(() => lines.length === 2);
  await clock.advance(20_000);
  await until(() => webhooks.waiting === 0);
  assert.deepEqual([got.length, new Set(got.map(({ headers }) => headers['kf99-delivery'])).size], [3, 1]);
  assert.equal(lines.length, 2);
  assert.doesNotMatch(lines.join(''), /hush|a secret/);
});

test('a redirect is not followed, and a refusal is not repeated: both end with an alarm', async () => {
  const { webhooks } = await start();
  const { alarms } = edge.edge.notifier;
  const moved = await receiver(302);
  const gone = await receiver(410);
  webhooks.call(moved.url, {});
  await until(() => webhooks.waiting === 0);
  assert.equal(moved.got.length, 1);
  webhooks.call(gone.url, {});
  await until(() => webhooks.waiting === 0);
  const [alarm] = alarms.active();
  assert.deepEqual([alarm?.code, alarm?.count], ['webhook_failed', 2]);
  assert.doesNotMatch(alarm!.detail, /hush/);
});

test('a receiver that is never there is given up after its tries', async () => {
  const { webhooks, clock, begun, lines } = await start();
  const { url } = await receiver(200);
  servers[0]!.close();
  servers[0]!.closeAllConnections();
  webhooks.call(url, {});
  for (let tries = 1; tries < 24; tries++) {
    await until(() => lines.length === tries);
    clock.turn(3_600_000);
    await clock.advance(1000);
  }
  await until(() => webhooks.waiting === 0);
  assert.equal(begun.count, 24);
  assert.match(edge.edge.notifier.alarms.active()[0]!.detail, /ECONNREFUSED/);
});

test('a call that was not taken is made by the next run; the queue is bounded', async () => {
  const { webhooks, again } = await start();
  const { got, url } = await receiver(503, 200);
  webhooks.call(url, { n: 1 });
  await until(() => got.length === 1);
  await webhooks.stop();
  // Written in order: once this is on disk, the call is.
  await edge.store.write([{ sql: 'delete from webhook_calls where id < 0', values: [] }], 'durable');
  const next = again();
  await until(() => got.length === 2 && next.waiting === 0);
  assert.equal(got[1]!.body, got[0]!.body);
  for (let i = 0; i < 600; i++) next.call('http://127.0.0.1:1/', { i });
  assert.ok(next.waiting <= 500);
});

test('the secret: none, made once and kept, or the file’s', async () => {
  edge = await TestEdge.start();
  const admin = edge.as('admin');
  const rule = {
    name: 'hot',
    source: 'reading',
    condition: 'temperature > 30',
    actions: [{ type: 'webhook', url: 'https://example.org/' }],
  };
  assert.equal((await edge.send('POST', '/api/admin/rules', rule, admin)).status, 400);
  const response = await edge.send('POST', '/api/admin/webhook-secret', {}, admin);
  const { secret } = (await response.json()) as { secret: string };
  assert.equal((await edge.send('POST', '/api/admin/rules', rule, admin)).status, 201);
  const kept = new WebhookSecret(edge.store.database, null);
  kept.start();
  assert.equal(kept.get(), secret);

  const folder = mkdtempSync(join(tmpdir(), 'kf99-secret-'));
  try {
    const path = join(folder, 'secret');
    writeFileSync(path, 'short\n');
    const file = new WebhookSecret(edge.store.database, path);
    assert.throws(() => file.start(), /too short/);
    writeFileSync(path, 'long enough for a secret\n');
    file.start();
    assert.deepEqual([file.get(), file.renew()], ['long enough for a secret', null]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what stands behind the host of an address is shown to admins only, and is in no audit entry', async () => {
  edge = await TestEdge.start();
  const admin = edge.as('admin');
  await edge.send('POST', '/api/admin/webhook-secret', {}, admin);
  const url = 'https://hooks.example.org:8443/services/T0/hush?key=hush#hush';
  const rule = {
    name: 'hot',
    source: 'reading',
    condition: 'temperature > 30',
    actions: [{ type: 'webhook', url }, { type: 'sound' }],
  };
  const added = (await (await edge.send('POST', '/api/admin/rules', rule, admin)).json()) as { id: number };
  await edge.send('PUT', `/api/admin/rules/${added.id}`, { ...rule, name: 'hotter' }, admin);
  const read = async (path: string, headers: Record<string, string>) =>
    (await edge.request(path, { headers })).text();
  const actions = async (who: 'admin' | 'viewer') =>
    (JSON.parse(await read('/api/admin/rules', edge.as(who))) as RuleList).rules[0]!.actions;
  assert.deepEqual(await actions('admin'), rule.actions);
  const shown = [{ type: 'webhook', url: 'https://hooks.example.org:8443/…' }, { type: 'sound' }];
  assert.deepEqual(await actions('viewer'), shown);
  await edge.send('DELETE', `/api/admin/rules/${added.id}`, {}, admin);
  const audit = await read('/api/admin/audit?action=rule', admin);
  assert.match(audit, /rule\.add.*/);
  assert.ok(audit.includes('https://hooks.example.org:8443/…') && !audit.includes('hush'), audit);
});

test('an admin tries an address: one signed call, and what it answered', async () => {
  edge = await TestEdge.start();
  const admin = edge.as('admin');
  const { got, url } = await receiver(204);
  const tryIt = (address: string) => edge.send('POST', '/api/admin/webhooks/test', { url: address }, admin);
  assert.equal((await tryIt(url)).status, 400, 'there is no secret yet');
  await edge.send('POST', '/api/admin/webhook-secret', {}, admin);
  const state = await edge.request('/api/admin/webhook-secret', { headers: admin });
  assert.deepEqual(await state.json(), { source: 'made' });
  assert.deepEqual(await (await tryIt(url)).json(), { status: 204, error: null });
  assert.match(String(got[0]!.headers['kf99-signature']), /^t=\d+,v1=[0-9a-f]{64}$/);
  assert.equal((JSON.parse(got[0]!.body) as { rule: string }).rule, 'test');
  servers[0]!.close();
  servers[0]!.closeAllConnections();
  const gone = (await (await tryIt(url)).json()) as { status: null; error: string };
  assert.equal(gone.status, null);
  // The second, when it still took the connection of the first call.
  assert.match(gone.error, /^(ECONNREFUSED|UND_ERR_SOCKET)$/);
  const audit = await (await edge.request('/api/admin/audit?action=webhook.test', { headers: admin })).text();
  assert.ok(audit.includes(new URL(url).host) && !audit.includes('hush'), audit);
});
