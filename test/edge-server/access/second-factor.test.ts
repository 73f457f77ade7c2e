import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { leaveCode } from '../../../edge-server/access/left-code.ts';
import { FREE } from '../../../edge-server/access/login-guard.ts';
import { hashPassword } from '../../../edge-server/access/password.ts';
import { isUsed, stepOf } from '../../../edge-server/access/totp.ts';
import { codeOf } from '../doubles/authenticator.ts';
import { TestClock } from '../doubles/clock.ts';
import { TestEdge } from '../doubles/edge.ts';

const PASSWORD = 'correct horse battery';
const STEP_MS = 30_000;
let edge: TestEdge;
let clock: TestClock;
let synchronised: boolean | null = null;
afterEach(() => edge?.stop());

async function start(settings: Parameters<typeof TestEdge.start>[0] = {}): Promise<void> {
  clock = new TestClock();
  edge = await TestEdge.start({
    paired: false,
    parts: { clock, timeSource: async () => synchronised },
    ...settings,
  });
}

const read = async (response: Response) => [
  response.status,
  response.status === 204 ? null : ((await response.json()) as { code?: string }).code,
];
const cookieOf = (response: Response) => ({ cookie: response.headers.getSetCookie()[0]!.split(';')[0]! });
const login = (name: string, code?: string, headers: Record<string, string> = {}) =>
  edge.send(
    'POST',
    '/api/session',
    { name, password: PASSWORD, ...(code !== undefined && { code }) },
    headers,
  );

/** A person who may log in, with a session. */
async function person(name: string, role: 'admin' | 'viewer' = 'admin') {
  edge.edge.identity.users.add(name, role, await hashPassword(PASSWORD));
  return cookieOf(await login(name));
}

/** The same with a factor. @returns session, key of the app, recovery codes */
async function enrolled(name: string, role: 'admin' | 'viewer' = 'admin') {
  const session = await person(name, role);
  const begun = await edge.send('POST', '/api/session/factor', { password: PASSWORD }, session);
  const { secret } = (await begun.json()) as { secret: string };
  const done = await edge.send('PUT', '/api/session/factor', { code: codeOf(secret, clock.now()) }, session);
  assert.equal(done.status, 200);
  const { recovery_codes } = (await done.json()) as { recovery_codes: string[] };
  clock.turn(STEP_MS);
  return { session, secret, recovery_codes };
}
const actions = () =>
  edge.edge.identity.audit
    .list(20, null, { action: 'user' })
    .map(({ actor, action, target }) => `${actor} ${action} ${target}`);

test('codes are those of RFC 6238, appendix B', () => {
  const key = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  const table: [number, string][] = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ];
  for (const [s, code] of table) {
    const now = new Date(s * 1000);
    assert.equal(stepOf(code, key, now), Math.floor(s / 30));
    assert.equal(codeOf(key, now), code, 'and the phone of these tests makes the same');
    for (const [away, taken] of [
      [-61, false],
      [-30, true],
      [30, true],
      [61, false],
    ] as const) {
      assert.equal(stepOf(code, key, new Date((s + away) * 1000)) !== null, taken, `${away} s away`);
    }
  }
  assert.equal(stepOf('28708', key, new Date(59_000)), null);
});

test('a step is taken once, and none before it; a clock that was set back by more keeps nobody out', () => {
  assert.ok(!isUsed(100, null));
  assert.deepEqual(
    [97, 98, 99, 100, 101].map((step) => isUsed(step, 100)),
    [false, true, true, true, false],
  );
});

test('a factor counts once a code of it was sent; then the log-in asks for one, and each code is good once', async () => {
  await start();
  const session = await person('kim');
  const other = cookieOf(await login('kim'));
  const wrong = await edge.send('POST', '/api/session/factor', { password: 'guess' }, session);
  assert.deepEqual(await read(wrong), [401, 'wrong_login']);
  const begin = () => edge.send('POST', '/api/session/factor', { password: PASSWORD }, session);
  const confirm = (code: string) => edge.send('PUT', '/api/session/factor', { code }, session);
  assert.deepEqual(await read(await confirm('123456')), [409, 'factor_not_begun']);
  const { secret, uri } = (await (await begin()).json()) as { secret: string; uri: string };
  assert.match(secret, /^[A-Z2-7]{32}$/);
  assert.equal(new URL(uri).searchParams.get('secret'), secret);
  assert.match(uri, /^otpauth:\/\/totp\/KF99:kim\?/);
  assert.equal((await login('kim')).status, 200, 'not asked for yet');
  assert.deepEqual(await read(await confirm('12345')), [400, 'invalid_request']);
  const code = codeOf(secret, clock.now());
  assert.deepEqual(await read(await confirm(code === '000000' ? '111111' : '000000')), [401, 'wrong_code']);
  const { recovery_codes } = (await (await confirm(code)).json()) as { recovery_codes: string[] };
  assert.equal(new Set(recovery_codes).size, 10);
  assert.deepEqual(await read(await begin()), [409, 'factor_there']);
  assert.equal(
    (await edge.request('/api/admin/today', { headers: session })).status,
    200,
    'this session goes on',
  );
  assert.equal((await edge.request('/api/admin/today', { headers: other })).status, 401, 'others end');

  assert.deepEqual(await read(await login('kim')), [401, 'code_required']);
  assert.deepEqual(await read(await login('kim', code)), [401, 'wrong_code'], 'used for the confirmation');
  clock.turn(STEP_MS);
  const next = codeOf(secret, clock.now());
  const typed = `${next.slice(0, 3)} ${next.slice(3)}`;
  const entered = await login('kim', typed);
  assert.equal(entered.status, 200);
  assert.deepEqual(((await entered.json()) as { user: unknown }).user, {
    name: 'kim',
    role: 'admin',
    second_factor: 'on',
  });
  assert.deepEqual(
    await read(await login('kim', next)),
    [401, 'wrong_code'],
    'a code that was seen is of no use',
  );
  assert.deepEqual(actions(), ['user:kim user.factor_add user:kim']);
});

test('two log-ins by one code at the same time: one gets in', async () => {
  await start();
  const { secret } = await enrolled('kim');
  const code = codeOf(secret, clock.now());
  const both = await Promise.all([login('kim', code), login('kim', code)]);
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 401]);
});

test('codes are guessed no quicker than passwords, and who knows the password gains no tries by it', async () => {
  await start();
  const { secret } = await enrolled('kim');
  const bad = codeOf(secret, new Date(clock.now().getTime() + 5 * STEP_MS));
  for (let i = 0; i < FREE; i++) {
    assert.deepEqual(await read(await login('kim', i % 2 ? undefined : bad)), [
      401,
      i % 2 ? 'code_required' : 'wrong_code',
    ]);
  }
  assert.deepEqual(await read(await login('kim', codeOf(secret, clock.now()))), [429, 'too_many_logins']);
  clock.turn(30_000);
  assert.equal((await login('kim', codeOf(secret, clock.now()))).status, 200);
});

test('the code that confirms is not guessed either', async () => {
  await start();
  const session = await person('kim');
  const begun = await edge.send('POST', '/api/session/factor', { password: PASSWORD }, session);
  const { secret } = (await begun.json()) as { secret: string };
  const send = (at: number) =>
    edge.send('PUT', '/api/session/factor', { code: codeOf(secret, new Date(at)) }, session);
  const now = clock.now().getTime();
  for (let i = 0; i < FREE; i++) assert.equal((await send(now + 10 * STEP_MS)).status, 401);
  assert.deepEqual(await read(await send(now)), [429, 'too_many_logins']);
});

test('a recovery code lets in once, however it is typed; the store has hashes, and the log says who used one', async () => {
  await start();
  const { recovery_codes, session } = await enrolled('kim');
  const [first, second] = recovery_codes as [string, string];
  assert.match(first, /^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/);
  assert.equal((await login('kim', first.toLowerCase().replaceAll('-', ' '))).status, 200);
  assert.deepEqual(await read(await login('kim', first)), [401, 'wrong_code']);
  assert.equal((await login('kim', second)).status, 200);
  const state = await (await edge.request('/api/session/factor', { headers: session })).json();
  assert.equal((state as { recovery_codes_left: number }).recovery_codes_left, 8);
  assert.deepEqual(actions().slice(0, 2), Array(2).fill('user:kim user.recovery_code user:kim'));
  const all = JSON.stringify(edge.store.database.prepare('select * from users, audit').all());
  for (const code of recovery_codes)
    assert.ok(!all.includes(code) && !all.includes(code.replaceAll('-', '')));
});

test('an error says when the clock of the kiosk is to blame; a recovery code needs none', async () => {
  synchronised = false;
  try {
    await start();
    const session = await person('kim');
    const begun = await edge.send('POST', '/api/session/factor', { password: PASSWORD }, session);
    const { secret } = (await begun.json()) as { secret: string };
    const phone = new Date(clock.now().getTime() + 3_600_000);
    const send = (code: string) => edge.send('PUT', '/api/session/factor', { code }, session);
    const answer = await send(codeOf(secret, phone));
    const { code, title } = (await answer.json()) as { code: string; title: string };
    assert.equal(code, 'wrong_code_no_time');
    assert.match(title, /clock of this kiosk is not set.*recovery code/);
    const done = (await (await send(codeOf(secret, clock.now()))).json()) as { recovery_codes: string[] };
    assert.deepEqual(await read(await login('kim', codeOf(secret, phone))), [401, 'wrong_code_no_time']);
    assert.equal((await login('kim', done.recovery_codes[0])).status, 200);
    // A clock that ran years ahead and is set: the codes of today are taken.
    clock.set(new Date(clock.now().getTime() + 5 * 365 * 86_400_000));
    assert.equal((await login('kim', codeOf(secret, clock.now()))).status, 200);
    clock.set(new Date(clock.now().getTime() - 5 * 365 * 86_400_000));
    clock.turn(STEP_MS);
    assert.equal((await login('kim', codeOf(secret, clock.now()))).status, 200);
  } finally {
    synchronised = null;
  }
});

test('the own factor goes by the password, another’s by an admin; the last admin’s by the command on the machine', async () => {
  await start();
  const { session } = await enrolled('kim');
  const removal = (password: string) =>
    edge.send('POST', '/api/session/factor/removal', { password }, session);
  assert.deepEqual(await read(await removal('guess')), [401, 'wrong_login']);
  assert.equal((await removal(PASSWORD)).status, 204);
  assert.equal((await login('kim')).status, 200);

  const lee = await enrolled('lee', 'viewer');
  const list = async () =>
    (
      (await (await edge.request('/api/admin/users', { headers: session })).json()) as {
        users: { id: number; name: string; second_factor: boolean }[];
      }
    ).users;
  const found = (await list()).find(({ name }) => name === 'lee')!;
  assert.equal(found.second_factor, true);
  const path = `/api/admin/users/${found.id}/factor`;
  assert.deepEqual(await read(await edge.send('DELETE', path, {}, lee.session)), [403, 'forbidden']);
  assert.equal((await edge.send('DELETE', path, {}, session)).status, 204);
  assert.equal((await edge.request('/api/admin/today', { headers: lee.session })).status, 401);
  assert.equal((await login('lee')).status, 200);
  assert.equal((await edge.send('DELETE', '/api/admin/users/99/factor', {}, session)).status, 404);

  const { secret } = await enrolled('max');
  const { code } = leaveCode(edge.store.database, 'reset_code', clock);
  const body = { code, name: 'max', password: PASSWORD };
  assert.equal((await edge.send('POST', '/api/session/code', body)).status, 200);
  assert.equal((await login('max')).status, 200);
  assert.deepEqual(
    actions().filter((entry) => entry.includes('factor_remove')),
    [
      'host user.factor_remove user:max',
      'user:kim user.factor_remove user:lee',
      'user:kim user.factor_remove user:kim',
    ],
  );
  assert.ok(!JSON.stringify(edge.store.database.prepare('select * from users').all()).includes(secret));
});

test('only who has a factor asks it of all admins', async () => {
  await start();
  const session = await person('kim');
  const ask = (value: string) => edge.send('PATCH', '/api/admin/settings', { secondFactor: value }, session);
  assert.deepEqual(await read(await ask('admins')), [409, 'factor_first']);
  const begun = await edge.send('POST', '/api/session/factor', { password: PASSWORD }, session);
  const { secret } = (await begun.json()) as { secret: string };
  await edge.send('PUT', '/api/session/factor', { code: codeOf(secret, clock.now()) }, session);
  assert.equal((await ask('admins')).status, 200);
  const other = await person('lee');
  assert.deepEqual(await read(await edge.request('/api/admin/users', { headers: other })), [
    403,
    'factor_wanted',
  ]);
  assert.equal((await ask('optional')).status, 200);
  assert.equal((await edge.request('/api/admin/users', { headers: other })).status, 200);
});

test('where the site asks admins for it, one without it may only look, until it is set up', async () => {
  await start({ settings: { secondFactor: 'admins' } });
  const session = await person('kim');
  const me = async () =>
    ((await (await edge.request('/api/session', { headers: session })).json()) as { user: object }).user;
  assert.deepEqual(await me(), { name: 'kim', role: 'admin', second_factor: 'wanted' });
  assert.deepEqual(await read(await edge.request('/api/admin/users', { headers: session })), [
    403,
    'factor_wanted',
  ]);
  assert.equal((await edge.request('/api/admin/today', { headers: session })).status, 200);
  const begun = await edge.send('POST', '/api/session/factor', { password: PASSWORD }, session);
  const { secret } = (await begun.json()) as { secret: string };
  await edge.send('PUT', '/api/session/factor', { code: codeOf(secret, clock.now()) }, session);
  assert.deepEqual(await me(), { name: 'kim', role: 'admin', second_factor: 'on' });
  assert.equal((await edge.request('/api/admin/users', { headers: session })).status, 200);
  const viewer = await person('lee', 'viewer');
  assert.deepEqual(await read(await edge.request('/api/admin/users', { headers: viewer })), [
    403,
    'forbidden',
  ]);
});
