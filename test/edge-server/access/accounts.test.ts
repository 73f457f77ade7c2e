import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Audit } from '../../../edge-server/access/audit.ts';
import { AuditList, type CreatedToken, type UserList } from '../../../edge-server/contract/index.ts';
import { TestClock } from '../doubles/clock.ts';
import { TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
let admin: Record<string, string>;
beforeEach(async () => {
  edge = await TestEdge.start({ paired: false });
  admin = edge.as('admin');
});
afterEach(() => edge.stop());

const PASSWORD = 'correct horse battery';
const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
const code = async (response: Response) => [response.status, (await json<{ code: string }>(response)).code];
const send = (method: string, path: string, body: unknown = {}) => edge.send(method, path, body, admin);
const audit = async () =>
  AuditList.parse(await (await edge.request('/api/admin/audit', { headers: admin })).json()).entries;

test('people come, change and go, and each step is in the audit log without a password', async () => {
  const added = await send('POST', '/api/admin/users', {
    name: '김민준',
    role: 'viewer',
    password: PASSWORD,
  });
  assert.equal(added.status, 201);
  const { id } = await json<{ id: number }>(added);
  assert.deepEqual(
    await code(await send('POST', '/api/admin/users', { name: '김민준', role: 'admin', password: PASSWORD })),
    [409, 'name_taken'],
  );
  assert.equal((await send('PATCH', `/api/admin/users/${id}`, { role: 'admin' })).status, 200);
  assert.equal((await send('DELETE', `/api/admin/users/${id}`)).status, 204);
  assert.deepEqual(await code(await send('DELETE', `/api/admin/users/${id}`)), [404, 'not_found']);
  const entries = await audit();
  assert.deepEqual(
    entries.map(({ action }) => action),
    ['user.remove', 'user.change', 'user.add'],
  );
  assert.deepEqual(
    [entries[1]!.before, entries[1]!.after],
    [{ role: 'viewer' }, { role: 'admin', password: 'kept' }],
  );
  assert.ok(entries.every(({ actor, target }) => /^user:admin-/.test(actor) && target === 'user:김민준'));
  assert.ok(!JSON.stringify(entries).includes(PASSWORD));
});

test('the last admin can be neither removed nor made a viewer, and a wrong change changes nothing', async () => {
  const { users } = await json<{ users: { id: number; role: string }[] }>(
    await edge.request('/api/admin/users', { headers: admin }),
  );
  const [{ id } = { id: 0 }] = users;
  assert.deepEqual(await code(await send('DELETE', `/api/admin/users/${id}`)), [409, 'last_admin']);
  assert.deepEqual(await code(await send('PATCH', `/api/admin/users/${id}`, { role: 'viewer' })), [
    409,
    'last_admin',
  ]);
  assert.deepEqual(await code(await send('PATCH', `/api/admin/users/${id}`, {})), [400, 'invalid_request']);
  assert.equal((await audit()).length, 0);
});

test('a change of role or password ends the person’s sessions at once', async () => {
  const viewer = edge.as('viewer');
  const [, { id } = { id: 0 }] = (
    await json<ReturnType<typeof UserList.parse>>(await edge.request('/api/admin/users', { headers: admin }))
  ).users;
  assert.equal((await edge.request('/api/admin/today', { headers: viewer })).status, 200);
  await send('PATCH', `/api/admin/users/${id}`, { password: PASSWORD });
  assert.equal((await edge.request('/api/admin/today', { headers: viewer })).status, 401);
});

test('a person changes the own password with the old one; this session goes on, others end', async () => {
  await send('POST', '/api/admin/users', { name: 'lee', role: 'viewer', password: PASSWORD });
  const enter = async (password: string) => {
    const response = await edge.send('POST', '/api/session', { name: 'lee', password });
    return { cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
  };
  const [here, there] = [await enter(PASSWORD), await enter(PASSWORD)];
  const change = (current: string) =>
    edge.send('PUT', '/api/session/password', { current, next: 'something different' }, here);
  assert.deepEqual(await code(await change('not the old one')), [401, 'wrong_login']);
  assert.equal((await change(PASSWORD)).status, 204);
  assert.equal((await edge.request('/api/admin/today', { headers: here })).status, 200);
  assert.equal((await edge.request('/api/admin/today', { headers: there })).status, 401);
  assert.equal((await enter('something different')).cookie.length > 0, true);
});

test('a token is shown once, does what its scopes say, and is revoked at once', async () => {
  const body = { name: 'turnstile', scopes: ['history'] };
  const made = await json<ReturnType<typeof CreatedToken.parse>>(
    await send('POST', '/api/admin/tokens', body),
  );
  const headers = { cookie: '', authorization: `Bearer ${made.token}` };
  assert.equal((await edge.request('/api/admin/today', { headers })).status, 200);
  assert.equal((await edge.request('/api/admin/users', { headers })).status, 403);
  const listed = await (await edge.request('/api/admin/tokens', { headers: admin })).text();
  assert.ok(!listed.includes(made.token.slice(5)));
  assert.equal((await send('DELETE', `/api/admin/tokens/${made.id}`)).status, 204);
  assert.equal((await edge.request('/api/admin/today', { headers })).status, 401);
});

test('a request with a token is the token’s, whatever cookies it has', async () => {
  const { authorization } = edge.as('token:mask');
  const response = await edge.request('/api/admin/today', {
    headers: { ...admin, authorization: authorization! },
  });
  assert.equal(response.status, 403);
});

test('the audit log keeps a year, and pages', async () => {
  const clock = new TestClock();
  const log = new Audit(edge.store.database, clock);
  for (let i = 0; i < 5; i++) {
    log.record({ actor: 'host', action: 'test', target: String(i) });
    clock.turn(100 * 86_400_000);
  }
  log.purge();
  assert.deepEqual(
    log.list(10, null).map(({ target }) => target),
    ['4', '3', '2'],
  );
  const first = log.list(2, null);
  assert.deepEqual(
    log.list(2, first.at(-1)!.id).map(({ target }) => target),
    ['2'],
  );
});

test('a change and its audit entry are one: when the entry can’t be written, nothing is changed', async () => {
  edge.store.database.exec(
    "create trigger refuse before insert on audit begin select raise(abort, 'full'); end",
  );
  const response = await send('POST', '/api/admin/tokens', { name: 'gate', scopes: ['mask'] });
  assert.equal(response.status, 500);
  assert.equal(edge.edge.identity.tokens.list().length, 0);
});

test('another site can do nothing with a person’s cookie', async () => {
  const body = { name: 'evil', role: 'admin', password: PASSWORD };
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]) {
    const response = await edge.send('POST', '/api/admin/users', body, { ...admin, ...headers });
    assert.deepEqual(await code(response), [403, 'wrong_origin'], JSON.stringify(headers));
  }
  // What a form of another site can send without asking.
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    const response = await edge.send('POST', '/api/admin/users', body, { ...admin, 'content-type': type });
    assert.deepEqual(await code(response), [415, 'wrong_media_type'], type);
  }
  assert.equal(edge.edge.identity.users.list().length, 1);
});

test('names of every script and emoji are taken as they are; what can’t be seen is not', async () => {
  const names = [
    '김민준',
    'Zoë Ørsted',
    'राजेश',
    'สมชาย',
    'محمد',
    'Đặng Thị Hà',
    '👩‍🚒 Kim',
    '👍🏽',
    '🇰🇷 경비',
    'O’Neill',
    '工藤 新一',
    'می‌خواهم',
  ];
  for (const name of names) {
    const response = await send('POST', '/api/admin/tokens', { name, scopes: ['metrics'] });
    assert.equal(response.status, 201, name);
    assert.equal((await json<CreatedToken>(response)).name, name.normalize('NFC'));
  }
  for (const name of [
    '',
    '   ',
    'a\u0000b',
    'a\nb',
    'admin\u202e',
    '\u200b',
    '\u200d',
    'a\u2003b',
    '\u0301a',
  ]) {
    const response = await send('POST', '/api/admin/tokens', { name, scopes: ['metrics'] });
    assert.equal(response.status, 400, JSON.stringify(name));
  }
  // The same letters, composed otherwise, are the same name.
  const again = await send('POST', '/api/admin/tokens', { name: 'Zoe\u0308 Ørsted', scopes: ['metrics'] });
  assert.deepEqual(await code(again), [409, 'name_taken']);
});

test('a person logs out everywhere: each session of theirs ends, nobody else’s', async () => {
  const mine = edge.as('viewer');
  const other = edge.as('viewer');
  assert.equal((await edge.send('DELETE', '/api/session/all', {}, mine)).status, 204);
  const status = async (headers: Record<string, string>) =>
    (await edge.request('/api/admin/alarms', { headers })).status;
  assert.deepEqual([await status(mine), await status(other)], [401, 200]);
  assert.equal((await audit())[0]!.action, 'user.log_out');
});

test('the audit log is filtered by a kind of action, and by a text of whom and what', async () => {
  const log = new Audit(edge.store.database, new TestClock());
  for (const [actor, action, target] of [
    ['user:Kim', 'user.add', 'user:이서연'],
    ['user:Kim', 'user.change', 'user:이서연'],
    ['host', 'userland', 'x'],
    ['user:park', 'settings.change', 'settings'],
  ] as const) {
    log.record({ actor, action, target });
  }
  const found = async (query: string) => {
    const response = await edge.request(`/api/admin/audit?${query}`, { headers: admin });
    return AuditList.parse(await response.json()).entries.map(({ action }) => action);
  };
  assert.deepEqual(await found('action=user'), ['user.change', 'user.add']);
  assert.deepEqual(await found('action=user.add'), ['user.add']);
  assert.deepEqual(await found('text=kim'), ['user.change', 'user.add']);
  assert.deepEqual(await found(`text=${encodeURIComponent('서연')}&action=user&limit=1`), ['user.change']);
  assert.deepEqual(await found('text=%25'), [], 'no wildcard');
});
