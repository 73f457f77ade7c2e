import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { pino } from 'pino';
import type { Notification, RuleList } from '../../../edge-server/contract/index.ts';
import { Outbox } from '../../../edge-server/delivery/outbox.ts';
import type { Target } from '../../../edge-server/delivery/target.ts';
import { callWebhook } from '../../../edge-server/delivery/webhook.ts';
import { WebhookSecret } from '../../../edge-server/delivery/webhook-secret.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { TestEdge } from '../doubles/edge.ts';
import { Receiver } from '../doubles/receiver.ts';

let edge: TestEdge;
const receivers: Receiver[] = [];
const outboxes: Outbox[] = [];
afterEach(async () => {
  for (const outbox of outboxes.splice(0)) await outbox.stop();
  for (const receiver of receivers.splice(0)) receiver.stop();
  await edge.stop();
});

async function receiver(...statuses: number[]) {
  const made = await Receiver.start(...statuses);
  receivers.push(made);
  const target: Target = { to: 'webhook', url: `${made.origin}/hook?key=hush` };
  return { got: made.got, target, made };
}

const SECRET = 'a secret of the test';
const body = (of: object) => of as unknown as Notification;

/** An outbox on a clock that the test turns; `begun` counts the tries, `ends` what was given up. */
async function start() {
  edge = await TestEdge.start();
  const lines: string[] = [];
  const ends: string[] = [];
  const clock = new TestClock(Date.UTC(2026, 10, 24));
  const begun = { count: 0 };
  const make = () => {
    const outbox = new Outbox({
      store: edge.store,
      clock,
      send: ({ target, id, body: text }, signal) => {
        begun.count += 1;
        const url = target.to === 'webhook' ? target.url : '';
        return callWebhook({ url, id, body: text, secret: SECRET, now: clock.now() }, signal);
      },
      nameOf: (target) => (target.to === 'webhook' ? new URL(target.url).host : '?'),
      onGivenUp: (name, reason) => ends.push(`${name} ${reason}`),
      log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
    });
    outboxes.push(outbox);
    outbox.start();
    return outbox;
  };
  return { outbox: make(), again: make, lines, ends, clock, begun };
}

test('a webhook is signed: HMAC-SHA256 over the time and the body', async () => {
  const { outbox } = await start();
  const { got, target } = await receiver(200);
  outbox.put(target, body({ rule: 'hot' }));
  await until(() => outbox.size === 0);
  const { headers, body: text } = got[0]!;
  const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['kf99-signature'])) ?? [];
  assert.equal(time, String(Date.UTC(2026, 10, 24) / 1000));
  const expected = createHmac('sha256', SECRET).update(`${time}.${text.toString()}`).digest('hex');
  assert.equal(signature, expected);
  assert.deepEqual(JSON.parse(text.toString()), { rule: 'hot' });
});

test('a receiver in trouble is called again, later, with the same delivery', async () => {
  const { outbox, clock, begun, lines } = await start();
  const { got, target } = await receiver(503, 500, 204);
  outbox.put(target, body({ n: 1 }));
  await until(() => lines.length === 1);
  assert.match(outbox.list()[0]!.error!, /503/, 'shown with its last error');
  await clock.advance(4999);
  assert.equal(begun.count, 1, 'not before its pause is over');
  await clock.advance(5001);
  await until(() => lines.length === 2);
  await clock.advance(20_000);
  await until(() => outbox.size === 0);
  assert.deepEqual([got.length, new Set(got.map(({ headers }) => headers['kf99-delivery'])).size], [3, 1]);
  assert.equal(lines.length, 2);
  assert.doesNotMatch(lines.join(''), /hush|a secret/);
});

test('a redirect is not followed, and a refusal is not repeated: both are given up', async () => {
  const { outbox, ends } = await start();
  const moved = await receiver(302);
  const gone = await receiver(410);
  outbox.put(moved.target, body({}));
  await until(() => outbox.size === 0);
  assert.equal(moved.got.length, 1);
  outbox.put(gone.target, body({}));
  await until(() => outbox.size === 0);
  assert.deepEqual(
    ends.map((end) => end.replace(/^\S+ /, '')),
    ['it answered 302', 'it answered 410'],
  );
  assert.doesNotMatch(ends.join(''), /hush/);
});

test('a receiver that is never there is given up after its tries', async () => {
  const { outbox, clock, begun, lines, ends } = await start();
  const { target, made } = await receiver(200);
  made.stop();
  outbox.put(target, body({}));
  for (let tries = 1; tries < 24; tries++) {
    await until(() => lines.length === tries);
    clock.turn(3_600_000);
    await clock.advance(1000);
  }
  await until(() => outbox.size === 0);
  assert.equal(begun.count, 24);
  assert.match(ends[0]!, /ECONNREFUSED/);
});

test('a receiver that hangs costs its own messages their time, and nobody else', async () => {
  const { outbox, clock, lines } = await start();
  const hanging = await receiver(0);
  const well = await receiver(200);
  for (let n = 0; n < 5; n++) outbox.put(hanging.target, body({ n }));
  await until(() => hanging.got.length === 2);
  outbox.put(well.target, body({}));
  await until(() => well.got.length === 1);
  await clock.advance(10_000);
  await until(() => lines.length === 2);
  assert.match(lines.join(''), /no answer within 10000 ms/);
});

test('what people wait for is given up when it is of no use any more, and dropped when nobody wants it', async () => {
  const { outbox, clock, ends, lines } = await start();
  const { target } = await receiver(503);
  outbox.put(target, body({ n: 1 }), { about: 'call_staff ', forMs: 60_000 });
  outbox.put(target, body({ n: 2 }), { about: 'camera_lost ', forMs: 60_000 });
  await until(() => lines.length === 2);
  outbox.drop('camera_lost ');
  assert.equal(outbox.size, 1);
  clock.turn(60_001);
  await clock.advance(1000);
  await until(() => outbox.size === 0);
  assert.equal(ends.length, 1);
  assert.match(ends[0]!, /503/);
});

test('a message that was not taken is sent by the next run; the queue is bounded', async () => {
  const { outbox, again } = await start();
  const { got, target } = await receiver(503, 200);
  outbox.put(target, body({ n: 1 }));
  await until(() => got.length === 1);
  await outbox.stop();
  // Written in order: once this is on disk, the message is.
  await edge.store.write([{ sql: 'delete from deliveries where id < 0', values: [] }], 'durable');
  const next = again();
  await until(() => got.length === 2 && next.size === 0);
  assert.deepEqual(got[1]!.body, got[0]!.body);
  for (let i = 0; i < 600; i++) next.put({ to: 'webhook', url: 'http://127.0.0.1:1/' }, body({ i }));
  assert.ok(next.size <= 500);
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
  const url = 'https://hooks.example.org:8443/services/T0/hush?key=hush';
  const rule = {
    name: 'hot',
    source: 'reading',
    condition: 'temperature > 30',
    actions: [{ type: 'webhook', url }, { type: 'sound' }],
  };
  const added = (await (await edge.send('POST', '/api/admin/rules', rule, admin)).json()) as { id: number };
  await edge.send('PUT', `/api/admin/rules/${added.id}`, { ...rule, name: 'hotter' }, admin);
  const way = { kind: 'webhook', name: 'hook', url };
  await edge.send('POST', '/api/admin/ways', way, admin);
  const read = async (path: string, headers: Record<string, string>) =>
    (await edge.request(path, { headers })).text();
  const actions = async (who: 'admin' | 'viewer') =>
    (JSON.parse(await read('/api/admin/rules', edge.as(who))) as RuleList).rules[0]!.actions;
  assert.deepEqual(await actions('admin'), rule.actions);
  const shown = [{ type: 'webhook', url: 'https://hooks.example.org:8443/…' }, { type: 'sound' }];
  assert.deepEqual(await actions('viewer'), shown);
  await edge.send('DELETE', `/api/admin/rules/${added.id}`, {}, admin);
  const audit = await read('/api/admin/audit', admin);
  assert.match(audit, /rule\.add.*way\.add|way\.add.*rule\.add/s);
  assert.ok(audit.includes('https://hooks.example.org:8443/…') && !audit.includes('hush'), audit);
});

test('an admin tries an address: one signed call, and what it answered', async () => {
  edge = await TestEdge.start();
  const admin = edge.as('admin');
  const { got, target, made } = await receiver(204);
  const url = target.to === 'webhook' ? target.url : '';
  const tryIt = () => edge.send('POST', '/api/admin/webhooks/test', { url }, admin);
  assert.equal((await tryIt()).status, 400, 'there is no secret yet');
  await edge.send('POST', '/api/admin/webhook-secret', {}, admin);
  const state = await edge.request('/api/admin/webhook-secret', { headers: admin });
  assert.deepEqual(await state.json(), { source: 'made' });
  assert.deepEqual(await (await tryIt()).json(), { error: null });
  assert.match(String(got[0]!.headers['kf99-signature']), /^t=\d+,v1=[0-9a-f]{64}$/);
  assert.equal(made.json(0).event, 'test');
  made.stop();
  const gone = (await (await tryIt()).json()) as { error: string };
  // The second, when it still took the connection of the first call.
  assert.match(gone.error, /^(ECONNREFUSED|UND_ERR_SOCKET)$/);
  const audit = await (await edge.request('/api/admin/audit?action=webhook.test', { headers: admin })).text();
  assert.ok(audit.includes(new URL(url).host) && !audit.includes('hush'), audit);
});
