import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Notification, PushState, StoredWay, WayList } from '../../../edge-server/contract/index.ts';
import { isPushHost } from '../../../edge-server/delivery/push-hosts.ts';
import { until } from '../../until.ts';
import { TestEdge } from '../doubles/edge.ts';
import { MailServer } from '../doubles/mail-server.ts';
import { Subscription, signedBy } from '../doubles/push-service.ts';
import { Receiver } from '../doubles/receiver.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of undo.splice(0).reverse()) await end();
});

const CALL = { screen: 'deny', language: 'ja', visit: null };

async function start(env: Record<string, string> = {}) {
  const edge = await TestEdge.start({ settings: { siteName: 'North gate', language: 'en' }, env });
  undo.push(() => edge.stop());
  const admin = edge.as('admin');
  const call = async (method: string, path: string, body?: unknown) => {
    const response =
      method === 'GET'
        ? await edge.request(`/api/admin${path}`, { headers: admin })
        : await edge.send(method, `/api/admin${path}`, body ?? {}, admin);
    return {
      status: response.status,
      body: response.status === 204 ? null : ((await response.json()) as unknown),
    };
  };
  return {
    edge,
    call,
    add: async (way: object) => {
      const { status, body } = await call('POST', '/ways', { name: 'a way', ...way });
      assert.equal(status, 201, JSON.stringify(body));
      return StoredWay.parse(body);
    },
    way: async (id: number) => {
      const { ways } = WayList.parse((await call('GET', '/ways')).body);
      return ways.find((way) => way.id === id)!;
    },
    /** A visitor's call, and its acknowledgement. */
    visitorCalls: () => edge.send('POST', '/api/kiosk/call', CALL),
    codes: () => edge.edge.notifier.alarms.active().map(({ code, detail }) => `${code} ${detail}`),
  };
}

async function receiver(...statuses: number[]) {
  const made = await Receiver.start(...statuses);
  undo.push(() => made.stop());
  return made;
}

async function mailServer() {
  const made = await MailServer.start();
  undo.push(() => made.stop());
  return made;
}

test('a call reaches ntfy, Telegram, Slack and a webhook, each in the form that it wants', async () => {
  const { edge, call, add, visitorCalls } = await start();
  await call('POST', '/webhook-secret');
  const got = await receiver(200);
  await add({ kind: 'ntfy', server: got.origin, topic: 'north', token: 'tk_1' });
  await add({ kind: 'telegram', server: `${got.origin}/`, token: '12:ab', chat: '-100' });
  await add({ kind: 'slack', hook: `${got.origin}/services/x` });
  await add({ kind: 'webhook', url: `${got.origin}/hook` });
  assert.deepEqual(await (await visitorCalls()).json(), { state: 'told' });
  await until(() => got.got.length === 4);
  const by = (path: string) => got.json(got.got.findIndex((one) => one.path === path));
  const link = `${edge.edge.url}admin/alarms`;
  assert.deepEqual(by('/'), {
    topic: 'north',
    title: 'Staff are called',
    message: 'Go there.\nNorth gate · test-kiosk',
    click: link,
    priority: 5,
    tags: ['bell'],
  });
  assert.equal(got.got.find(({ path }) => path === '/')!.headers.authorization, 'Bearer tk_1');
  assert.equal(by('/bot12:ab/sendMessage').chat_id, '-100');
  assert.match(
    String(by('/services/x').text),
    /^Staff are called\nGo there\.\nNorth gate · test-kiosk\nhttp/,
  );
  const notification = Notification.parse(by('/hook'));
  assert.deepEqual(
    [notification.version, notification.event, notification.call?.screen, notification.alarm?.code],
    [1, 'call', 'deny', 'call_staff'],
  );
  assert.deepEqual(notification.links, { admin: `${edge.edge.url}admin/`, alarms: link, visit: null });
});

test('secrets go in and never come out; an empty one keeps the stored one', async () => {
  const { call, add, way } = await start();
  const got = await receiver(200);
  const { id } = await add({ kind: 'telegram', server: got.origin, token: '12:hush', chat: '7' });
  assert.doesNotMatch(JSON.stringify((await call('GET', '/ways')).body), /hush/);
  const changed = { kind: 'telegram', name: 'renamed', server: got.origin, token: '', chat: '8' };
  assert.equal((await call('PUT', `/ways/${id}`, changed)).status, 200);
  assert.deepEqual((await call('POST', `/ways/${id}/test`)).body, { error: null });
  assert.deepEqual([got.got[0]!.path, got.json(0).chat_id], ['/bot12:hush/sendMessage', '8']);
  await until(async () => (await way(id)).delivered_at !== null);
  assert.doesNotMatch(JSON.stringify((await call('GET', '/audit')).body), /hush/);
  assert.equal((await call('POST', '/ways', { ...changed, token: '' })).status, 400, 'none is stored');
});

test('an e-mail goes to a real SMTP server; its refusal is shown, and no verdict or call waits for it', async () => {
  const { call, add, way, visitorCalls, codes } = await start();
  const mail = await mailServer();
  const email = {
    kind: 'email',
    host: '127.0.0.1',
    port: mail.port,
    security: 'none',
    user: 'kf99',
    password: 'right',
    from: 'kf99@example.org',
    to: ['duty@example.org', 'gate@example.org'],
  };
  const { id } = await add(email);
  assert.deepEqual(await (await visitorCalls()).json(), { state: 'told' });
  const [got] = mail.got;
  assert.deepEqual([got!.from, got!.to], ['kf99@example.org', email.to]);
  assert.match(got!.text, /^Subject: Staff are called\r$/m);
  assert.match(got!.text, /admin\/alarms/);
  mail.refuse = '550 no such user here';
  const { body } = await call('POST', `/ways/${id}/test`);
  assert.match((body as { error: string }).error, /550/);
  await until(async () => (await way(id)).error !== null);
  const wrong = await add({ ...email, password: 'wrong' });
  assert.match(((await call('POST', `/ways/${wrong.id}/test`)).body as { error: string }).error, /535/);
  assert.ok(!codes().some((code) => code.startsWith('delivery_failed')), 'a test is told to who tests');
});

test('a phone is told by Web Push: encrypted for it alone, signed by the server’s key, naming nobody', async () => {
  const service = await receiver(201);
  const { edge, visitorCalls } = await start({ KF99_PUSH_HOSTS: `127.0.0.1:${service.port}` });
  const guard = edge.as('viewer');
  const phone = new Subscription(`${service.origin}/push/abc`);
  const request = { endpoint: phone.endpoint, keys: phone.keys, browser: 'Chrome' };
  const added = await edge.send('POST', '/api/admin/push', request, guard);
  const { key, phones } = PushState.parse(await added.json());
  assert.equal(phones.length, 1);
  await visitorCalls();
  await until(() => service.got.length === 1);
  const [sent] = service.got;
  assert.ok(signedBy(key, sent!, service.origin));
  assert.deepEqual([sent!.headers.urgency, sent!.headers.ttl], ['high', '600']);
  assert.deepEqual(phone.open(sent!), {
    title: 'Staff are called',
    body: 'Go there.\nNorth gate · test-kiosk',
    tag: 'call_staff',
    path: '/admin/alarms',
  });
  const again = PushState.parse(await (await edge.request('/api/admin/push', { headers: guard })).json());
  assert.equal(again.key, key, 'the key is made once');
  assert.equal(
    PushState.parse(await (await edge.request('/api/admin/push', { headers: edge.as('viewer') })).json())
      .phones.length,
    0,
  );
});

test('a phone that has unsubscribed is removed, and an alarm says so', async () => {
  for (const status of [404, 410]) {
    const service = await receiver(status);
    const { edge, visitorCalls, codes } = await start({ KF99_PUSH_HOSTS: `127.0.0.1:${service.port}` });
    const phone = new Subscription(`${service.origin}/push/abc`);
    const guard = edge.as('viewer');
    await edge.send('POST', '/api/admin/push', { endpoint: phone.endpoint, keys: phone.keys }, guard);
    assert.deepEqual(await (await visitorCalls()).json(), { state: 'untold' });
    const { phones } = PushState.parse(
      await (await edge.request('/api/admin/push', { headers: guard })).json(),
    );
    assert.deepEqual(phones, []);
    assert.match(
      codes().join(),
      /delivery_failed .*phone \d+ was given up: it takes no messages any more and was removed/,
    );
  }
});

test('a phone names only push services that are known, and nobody touches another’s', async () => {
  const { edge } = await start();
  const guard = edge.as('viewer');
  const phone = new Subscription('http://127.0.0.1:9/inside');
  const request = { endpoint: phone.endpoint, keys: phone.keys };
  assert.equal((await edge.send('POST', '/api/admin/push', request, guard)).status, 400);
  const known = { ...request, endpoint: 'https://fcm.googleapis.com/fcm/send/x' };
  const added = PushState.parse(await (await edge.send('POST', '/api/admin/push', known, guard)).json());
  const path = `/api/admin/push/${added.phones[0]!.id}`;
  assert.equal((await edge.send('DELETE', path, {}, edge.as('viewer'))).status, 404);
  assert.equal((await edge.send('DELETE', path, {}, guard)).status, 204);
  const hosts = ['*.push.example.org'];
  assert.equal(isPushHost('https://a.push.example.org/x', hosts), true);
  assert.equal(isPushHost('https://evilpush.example.org/x', hosts), false);
  assert.equal(isPushHost('http://a.push.example.org/x', hosts), false);
});
