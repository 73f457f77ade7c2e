import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { AccessError } from '../../../edge-server/access/errors.ts';
import { leaveCode } from '../../../edge-server/access/left-code.ts';
import { BUCKET, FREE, LoginGuard } from '../../../edge-server/access/login-guard.ts';
import { hashPassword, impossiblePassword, verifyPassword } from '../../../edge-server/access/password.ts';
import { IDLE_MS, LONGEST_MS, Sessions } from '../../../edge-server/access/sessions.ts';
import { SetUp } from '../../../edge-server/access/setup.ts';
import { Tokens } from '../../../edge-server/access/tokens.ts';
import { Users } from '../../../edge-server/access/users.ts';
import { TestClock } from '../doubles/clock.ts';
import { TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
let stopped = true;
afterEach(async () => {
  if (!stopped) await edge.stop();
  stopped = true;
});

async function start(env: Record<string, string> = {}): Promise<void> {
  edge = await TestEdge.start({ paired: false, env });
  stopped = false;
}

const PASSWORD = 'correct horse battery';
const code = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
];
const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0] ?? '';

/** A server with the admin `kim`, set up as a person does it; answers the session's headers. */
async function withAdmin(): Promise<{ cookie: string }> {
  await start();
  const { code } = edge.edge.identity.setUp;
  const response = await edge.send('POST', '/api/session/code', { code, name: 'kim', password: PASSWORD });
  assert.equal(response.status, 200);
  return { cookie: cookieOf(response) };
}

const login = (name: string, password: string) => edge.send('POST', '/api/session', { name, password });

test('a password is its argon2id string and no other; the same word typed another way is the same', async () => {
  const phc = await hashPassword('비밀번호 열 글자');
  assert.match(phc, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.ok(await verifyPassword('비밀번호 열 글자'.normalize('NFD'), phc));
  assert.ok(!(await verifyPassword('비밀번호 열 글쟈', phc)));
  assert.notEqual(await hashPassword('x'), await hashPassword('x'), 'salted');
  assert.ok(!(await verifyPassword('', impossiblePassword())));
});

test('the argon2id string is what the reference implementation makes of it', async () => {
  // `echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1` of the reference implementation (its test.c).
  const phc = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  assert.ok(await verifyPassword('password', phc));
});

test('the set-up code makes the first admin, once; then it is a log-in by name and password', async () => {
  const headers = await withAdmin();
  assert.equal(edge.edge.identity.setUp.code, null);
  const again = { code: 'x', name: 'eve', password: PASSWORD };
  assert.deepEqual(await code(await edge.send('POST', '/api/session/code', again)), [403, 'setup_closed']);
  const read = await (await edge.request('/api/session', { headers })).json();
  assert.deepEqual(read, {
    role: 'edge',
    user: { name: 'kim', role: 'admin', second_factor: 'off' },
    set_up: true,
  });

  const response = await login('KIM', PASSWORD);
  assert.equal(response.status, 200);
  const [cookie] = response.headers.getSetCookie();
  assert.match(cookie!, /HttpOnly/);
  assert.match(cookie!, /SameSite=Strict/);
  const session = { cookie: cookieOf(response) };
  assert.equal((await edge.request('/api/admin/today', { headers: session })).status, 200);
  assert.equal((await edge.send('DELETE', '/api/session', {}, session)).status, 204);
  assert.equal((await edge.request('/api/admin/today', { headers: session })).status, 401);
  assert.equal(
    (await edge.request('/api/admin/today', { headers })).status,
    200,
    'the other session goes on',
  );
});

test('the store keeps neither password, session nor token', async () => {
  const { cookie } = await withAdmin();
  const body = { name: 'gate', scopes: ['mask'] };
  const { token: secret } = (await (
    await edge.send('POST', '/api/admin/tokens', body, { cookie })
  ).json()) as {
    token: string;
  };
  assert.match(secret, /^kf99_[\w-]{43}$/);
  const tables = ['users', 'sessions', 'tokens', 'audit', 'meta', 'devices'];
  const all = tables.map((table) => edge.store.database.prepare(`select * from ${table}`).all());
  const text = JSON.stringify(all);
  for (const word of [secret, cookie.split('=')[1]!, PASSWORD]) assert.ok(!text.includes(word));
});

test('an unknown name and a wrong password get the same answer', async () => {
  await withAdmin();
  const known = await login('kim', 'wrong wrong wrong');
  const unknown = await login('nobody', 'wrong wrong wrong');
  assert.equal(known.status, 401);
  const strip = async (response: Response) => ({ ...((await response.json()) as object), instance: '' });
  assert.deepEqual(await strip(known), await strip(unknown));
});

test('an account that is guessed at waits, known or not, for longer each time; a success begins anew', async () => {
  const clock = new TestClock();
  let attacks = 0;
  const guard = new LoginGuard(clock, () => attacks++);
  const wait = async (name: string) => {
    try {
      await guard.attempt(name, null, async () => false);
      return 0;
    } catch (error) {
      assert.ok(error instanceof AccessError && error.code === 'too_many_logins');
      return error.retryAfter!;
    }
  };
  for (let i = 0; i < FREE; i++) assert.equal(await wait('kim'), 0);
  assert.equal(await wait('KIM'), 30);
  assert.equal(attacks, 1);
  assert.equal(await guard.attempt('lee', null, async () => true), true, 'others are let in');
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    clock.turn((waits.at(-1) ?? 30) * 1000);
    assert.equal(await wait('kim'), 0);
    waits.push(await wait('kim'));
  }
  assert.deepEqual(waits, [60, 120, 240, 480, 900, 900, 900]);
  clock.turn(900_000);
  assert.equal(await guard.attempt('kim', null, async () => true), true);
  for (let i = 0; i < FREE; i++) assert.equal(await wait('kim'), 0);
});

test('tries over many names are slowed down for the whole server; at most two passwords are looked at at once', async () => {
  const clock = new TestClock();
  const guard = new LoginGuard(clock, () => undefined);
  for (let i = 0; i < BUCKET; i++) await guard.attempt(`name-${i}`, null, async () => false);
  await assert.rejects(
    guard.attempt('fresh', null, async () => true),
    { code: 'too_many_logins' },
  );
  clock.turn(3000);
  assert.equal(await guard.attempt('fresh', null, async () => true), true);

  clock.turn(1_000_000);
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = async () => {
    await gate;
    return true;
  };
  const two = [guard.attempt('a', null, slow), guard.attempt('b', null, slow)];
  await assert.rejects(guard.attempt('c', null, slow), { code: 'too_many_logins' });
  release();
  assert.deepEqual(await Promise.all(two), [true, true]);
});

test('guessing over HTTP ends in 429 with Retry-After, locks out the right password too, and raises an alarm', async () => {
  await withAdmin();
  for (let i = 0; i < FREE; i++) {
    assert.deepEqual(await code(await login('kim', `wrong ${i}`)), [401, 'wrong_login']);
  }
  const locked = await login('kim', PASSWORD);
  assert.equal(locked.status, 429);
  assert.equal(locked.headers.get('retry-after'), '30');
  assert.equal(edge.edge.notifier.alarms.list('active', 10, null).alarms[0]?.code, 'login_attack');
});

test('who guesses from anywhere keeps nobody out who comes from a browser that logged in before', async () => {
  await withAdmin();
  const known = (response: Response) =>
    response.headers
      .getSetCookie()
      .find((line) => line.startsWith('kf99_known='))!
      .split(';')[0]!;
  const first = await login('kim', PASSWORD);
  const cookie = known(first);
  const from = (name: string, password: string) =>
    edge.send('POST', '/api/session', { name, password }, { cookie });
  const lee = { name: 'lee', role: 'viewer', password: PASSWORD };
  assert.equal((await edge.send('POST', '/api/admin/users', lee, { cookie: cookieOf(first) })).status, 201);
  // More guesses than are let through, five at a time: for the admin, for the guard, for names that nobody has.
  for (let n = 0; n < 24; n++) {
    const names = ['kim', 'kim', 'lee', `nobody ${n}`, `nobody ${-n}`];
    await Promise.all(names.map((name, k) => login(name, `guess ${n} ${k}`)));
    const again = await from('kim', PASSWORD);
    assert.equal(again.status, 200, `round ${n}`);
    assert.equal(
      again.headers.getSetCookie().some((line) => line.startsWith('kf99_known=')),
      false,
      'it is known',
    );
  }
  assert.equal((await login('kim', PASSWORD)).status, 429, 'a stranger waits');
  assert.equal((await from('lee', PASSWORD)).status, 429, 'the cookie is good for its person alone');
  assert.equal(
    (await edge.request('/api/admin/today', { headers: { cookie } })).status,
    401,
    'it lets nobody in',
  );
  // With the cookie as many guesses are let through as without, and no more.
  const guesses = [];
  for (let n = 0; n <= FREE; n++) guesses.push((await from('kim', `guess ${n}`)).status);
  assert.deepEqual(guesses, [...Array(FREE).fill(401), 429]);
});

test('guesses from elsewhere don’t keep a person who is logged in from changing the password', async () => {
  const { cookie } = await withAdmin();
  for (let n = 0; n <= FREE; n++) await login('kim', `guess ${n}`);
  const change = { current: PASSWORD, next: 'quite another one' };
  assert.equal((await edge.send('PUT', '/api/session/password', change, { cookie })).status, 204);
});

test('a new log-in ends the session that this browser had, and no other', async () => {
  const first = await withAdmin();
  const other = { cookie: cookieOf(await login('kim', PASSWORD)) };
  const again = await edge.send('POST', '/api/session', { name: 'kim', password: PASSWORD }, first);
  const status = async (headers: { cookie: string }) =>
    (await edge.request('/api/admin/today', { headers })).status;
  assert.deepEqual([await status(first), await status(other)], [401, 200]);
  assert.equal(await status({ cookie: cookieOf(again) }), 200);
});

test('after a log-out nothing that staff saw is on the disk of the browser', async () => {
  const headers = await withAdmin();
  for (const path of ['/api/admin/visits', '/api/admin/today', '/api/admin/users', '/api/settings']) {
    const cached = (await edge.request(path, { headers })).headers.get('cache-control');
    assert.equal(cached, 'private, no-store', path);
  }
  const out = await edge.send('DELETE', '/api/session', {}, headers);
  assert.equal(out.headers.get('clear-site-data'), '"cache"', 'but not the cookie of the paired screen');
  const everywhere = { cookie: cookieOf(await login('kim', PASSWORD)) };
  const all = await edge.send('DELETE', '/api/session/all', {}, everywhere);
  assert.equal(all.headers.get('clear-site-data'), '"cache"');
});

test('sessions end after two hours without use and after twelve with it; one from the future is none', async () => {
  await start();
  const clock = new TestClock();
  const { database } = edge.store;
  const sessions = new Sessions(database, clock);
  const { id } = new Users(database, clock).add('lee', 'viewer', 'none');
  const idle = sessions.begin(id);
  clock.turn(IDLE_MS + 1);
  assert.equal(sessions.find(idle), null);
  const busy = sessions.begin(id);
  for (let at = 0; at < LONGEST_MS; at += IDLE_MS / 2) {
    assert.equal(sessions.find(busy)?.name, 'lee');
    clock.turn(IDLE_MS / 2);
  }
  clock.turn(1);
  assert.equal(sessions.find(busy), null);
  const future = sessions.begin(id);
  clock.turn(-3_600_000);
  assert.equal(sessions.find(future), null);
});

test('a token is good until it expires or is removed', async () => {
  await start();
  const clock = new TestClock();
  const tokens = new Tokens(edge.store.database, clock);
  const expires = new Date(clock.now().getTime() + 1000).toISOString();
  const { secret } = tokens.add('short', ['mask'], expires);
  const { token, secret: lasting } = tokens.add('long', ['mask', 'visit'], null);
  assert.equal(tokens.use(secret)?.name, 'short');
  assert.equal(tokens.list()[0]!.used_at, clock.now().toISOString());
  clock.turn(1000);
  assert.equal(tokens.use(secret), null);
  assert.deepEqual(tokens.use(lasting)?.scopes, ['mask', 'visit']);
  tokens.remove(token.id);
  assert.equal(tokens.use(lasting), null);
});

test('the set-up code of a start is good for 15 minutes, a reset code too, and each once', async () => {
  await start();
  const clock = new TestClock();
  const { database } = edge.store;
  const setUp = new SetUp(database, clock);
  const { code } = setUp;
  assert.match(code!, /^[\w-]{22}$/);
  assert.equal(setUp.take('guess'), null);
  clock.turn(15 * 60_000 + 1);
  assert.equal(setUp.take(code!), null);

  const reset = leaveCode(database, 'reset_code', clock).code;
  assert.equal(setUp.take('guess'), null);
  assert.equal(setUp.take(reset), 'reset');
  assert.equal(setUp.take(reset), null);
  const late = leaveCode(database, 'reset_code', clock).code;
  clock.turn(15 * 60_000 + 1);
  assert.equal(setUp.take(late), null);
});

test('a reset code of the host gives an admin a new password and ends the old sessions', async () => {
  const headers = await withAdmin();
  const reset = leaveCode(edge.store.database, 'reset_code', new TestClock(Date.now())).code;
  const body = { code: reset, name: 'kim', password: 'quite another one' };
  assert.equal((await edge.send('POST', '/api/session/code', body)).status, 200);
  assert.equal((await edge.request('/api/admin/today', { headers })).status, 401);
  assert.equal((await login('kim', PASSWORD)).status, 401);
  assert.equal((await login('kim', 'quite another one')).status, 200);
});

test('a password file makes the admin, so that there is no code; a new word in it changes the password', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-password-'));
  try {
    const file = join(folder, 'password');
    writeFileSync(file, `${PASSWORD}\n`);
    await start({ KF99_ADMIN_PASSWORD_FILE: file });
    assert.equal(edge.edge.identity.setUp.code, null);
    assert.equal((await login('admin', PASSWORD)).status, 200);
    await edge.edge.identity.login.byFile('a new word in it');
    assert.equal((await login('admin', PASSWORD)).status, 401);
    assert.equal((await login('admin', 'a new word in it')).status, 200);

    // The word of the file leaked, and the admin took another one: a restart does not bring the leaked one back.
    const session = { cookie: cookieOf(await login('admin', 'a new word in it')) };
    const change = { current: 'a new word in it', next: 'known to nobody else' };
    assert.equal((await edge.send('PUT', '/api/session/password', change, session)).status, 204);
    await edge.edge.identity.login.byFile('a new word in it');
    assert.equal((await login('admin', 'a new word in it')).status, 401);
    assert.equal((await login('admin', 'known to nobody else')).status, 200);
    // Another word in the file is somebody's will, and so is the file of a kiosk that has no admin.
    await edge.edge.identity.login.byFile('the third word of it');
    assert.equal((await login('admin', 'the third word of it')).status, 200);
    edge.store.database.exec('delete from users');
    await edge.edge.identity.login.byFile('the third word of it');
    assert.equal((await login('admin', 'the third word of it')).status, 200);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
