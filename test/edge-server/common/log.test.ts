/**
 * Nothing personal in the log: a real server at the level that says most, a whole visit with everything around it,
 * and a search of what it wrote. What is personal, or opens something, is made so that it can't be there by chance.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { until } from '../../until.ts';
import { evidence } from '../doubles/edge.ts';
import { ServerProcess } from '../process.ts';

/** Another address of this machine than those that the server itself has to name. */
const CLIENT = '127.0.0.77';
const FORWARDED = '203.0.113.99';
const AGENT = 'PersonalTelephone/7.7';
const folder = mkdtempSync(join(tmpdir(), 'kf99-log-'));
const secret = (name: string) => `${name}${randomBytes(6).toString('hex')}`;
/** By what it is. */
const hidden: Record<string, string> = {
  'password of the admin': secret('pass'),
  'password of the broker': secret('broker'),
  'key of the bucket': secret('bucket'),
  'user of the database': secret('dbuser'),
  'password of the database': secret('dbpass'),
  'name of a person': secret('Person'),
  'wrong password': secret('wrong'),
  'secret of webhooks': secret('hook'),
  'query of an address': secret('query'),
  'address of a client': CLIENT,
  'address before the proxy': FORWARDED,
  "a client's browser": AGENT,
  'object temperature': '37.83',
  'ambient temperature': '23.61',
};
const own = (name: string) => hidden[name] ?? assert.fail(name);
/** A file whose one line this is. */
function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** What the log says of each that is away: cloud, broker, bucket, webhook. */
const AWAY = [
  'the cloud did not take the rows',
  'the MQTT broker does not take the connection',
  'a picture could not be uploaded',
  'a message was not taken',
];

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}
let server: ServerProcess;
let url = '';
let lines: Record<string, unknown>[] = [];
let log = '';
const visit = evidence();

function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body: string | Buffer = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const all = { 'user-agent': AGENT, 'content-type': 'application/json', origin: url, ...headers };
    const sent = request(`${url}${path}`, { method, headers: all, localAddress: CLIENT }, (response) => {
      let text = '';
      response.on('data', (data: Buffer) => {
        text += data.toString();
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
const cookieOf = ({ headers }: Answer) => headers['set-cookie']?.[0]?.split(';')[0] ?? '';

before(async () => {
  const [user, password] = [own('user of the database'), own('password of the database')];
  server = new ServerProcess({
    KF99_DATA: join(folder, 'data'),
    KF99_LOG_LEVEL: 'trace',
    KF99_THERMOMETER: 'http',
    KF99_ADMIN_PASSWORD_FILE: file('password', own('password of the admin')),
    KF99_SETTINGS: file(
      'settings.json',
      JSON.stringify({ captures: 'on', temperatureTimeout: 3, uncalibrated: 'shown' }),
    ),
    // None of them is there, so each says that it failed, and why.
    DATABASE_URL: `postgres://${user}:${password}@127.0.0.1:1/kf99`,
    KF99_MQTT_URL: 'mqtt://127.0.0.1:1',
    KF99_MQTT_USER: 'kiosk',
    KF99_MQTT_PASSWORD_FILE: file('mqtt', own('password of the broker')),
    KF99_S3_ENDPOINT: 'http://127.0.0.1:1',
    KF99_S3_BUCKET: 'pictures',
    KF99_S3_KEY_FILE: file('s3', `KEYID:${own('key of the bucket')}`),
    KF99_WEBHOOK_SECRET_FILE: file('hook', own('secret of webhooks')),
  });
  url = await server.ready();
  const [, code = ''] = /\?pair=([\w-]+)/.exec(server.stdout) ?? [];
  const kiosk = { cookie: cookieOf(await send('GET', `/?pair=${code}`)) };
  const login = (password: string) =>
    send(
      'POST',
      '/api/session',
      { 'x-forwarded-for': FORWARDED },
      JSON.stringify({ name: 'admin', password }),
    );
  assert.equal((await login(own('wrong password'))).status, 401);
  const admin = { cookie: cookieOf(await login(own('password of the admin'))) };
  hidden['code of the pairing'] = code;
  hidden['cookie of the kiosk'] = kiosk.cookie.split('=')[1]!;
  hidden['cookie of the session'] = admin.cookie.split('=')[1]!;

  const change = async (method: string, path: string, body: unknown) => {
    const answer = await send(method, path, admin, JSON.stringify(body));
    assert.ok(answer.status < 300, `${path}: ${answer.text}`);
    return answer.text === '' ? null : (JSON.parse(answer.text) as { secret?: string; token?: string });
  };
  const name = own('name of a person');
  await change('POST', '/api/admin/users', { name, role: 'viewer', password: own('password of the admin') });
  const token = await change('POST', '/api/admin/tokens', {
    name: `${name} phone`,
    scopes: ['temperature', 'mask'],
    expires_at: null,
  });
  hidden['API token'] = token!.token!;
  await change('PATCH', '/api/admin/settings', { siteName: name });
  await change('POST', '/api/admin/rules', {
    name: `hot ${name}`,
    source: 'reading',
    condition: 'temperature > 30',
    actions: [{ type: 'webhook', url: `http://127.0.0.1:1/${own('query of an address')}` }],
  });
  const bearer = { authorization: `Bearer ${token!.token}` };
  await send('PUT', `/api/visits/${visit.id}/presence`, kiosk, '{"present":true}');
  const picture = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#884422' } })
    .jpeg()
    .toBuffer();
  const jpeg = { ...kiosk, 'content-type': 'image/jpeg' };
  assert.equal((await send('PUT', `/api/captures/${visit.id}`, jpeg, picture)).status, 204);
  const broken = { ...bearer, 'content-type': 'multipart/form-data; boundary=x' };
  await send('POST', '/mask/', broken, `--x\r\ncontent-disposition: form-data; name="file"\r\n\r\n`);
  let n = 0;
  const read = async () => {
    n += 1;
    const reading = { temperature: n % 2 ? 37.83 : 37.84, ambient: n % 3 ? 23.61 : 23.62, distance_mm: 160 };
    await send('POST', '/temperature/', bearer, JSON.stringify(reading)).catch(() => undefined);
  };
  // A thermometer that has said nothing since the start counts as broken after a while.
  await read();
  const readings = setInterval(() => void read(), 60);
  const answer = await send('POST', '/api/visits', kiosk, JSON.stringify(visit));
  clearInterval(readings);
  assert.match(answer.text, /"estimate_c":\d/, `there is a temperature to hide: ${answer.text}`);
  await send('GET', `/api/visits/${visit.id}?x=${own('query of an address')}`, kiosk);
  await send('POST', '/api/visits', kiosk, JSON.stringify({ ...visit, frames: 1 }));
  await send('POST', '/api/kiosk/call', kiosk, JSON.stringify({ screen: 'deny', visit: visit.id }));
  // What is away has said so.
  await until(() => AWAY.every((text) => server.stdout.includes(text)));
  server.signalGroup('SIGKILL');
  await server.end();
  const all = server.stdout.split('\n').filter((line) => line.startsWith('{'));
  lines = all.map((line) => JSON.parse(line) as Record<string, unknown>);
  log = [...all, server.stderr].join('\n');
});
after(() => {
  server.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test('the log has something to search: both processes, every kind of trouble, each answer', () => {
  assert.deepEqual([...new Set(lines.map(({ role }) => role))].toSorted(), ['edge', 'sync']);
  for (const text of [...AWAY, 'a browser was paired', 'a person logged in', 'answered']) {
    assert.ok(log.includes(text), text);
  }
  assert.ok(lines.length > 20, `${lines.length}`);
});

test('what the console prints for a person is not part of the log', () => {
  const plain = server.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  assert.ok(
    plain.every((line) =>
      /^(KF99 is ready at|A browser|Another browser|Later the screen|Staff set up)/.test(line),
    ),
    plain.join('\n'),
  );
});

test('no secret, no person, no address and no temperature is in it', () => {
  for (const [what, value] of Object.entries(hidden)) {
    assert.ok(value.length > 4, what);
    const found = log.split('\n').find((line) => line.includes(value));
    assert.equal(found, undefined, what);
  }
});

test('no picture is in it, in whatever form, and no line is as long as one', () => {
  assert.doesNotMatch(log, /\/9j\/|ffd8ff|"type":"Buffer"|\uFFFD/i);
  const longest = Math.max(...log.split('\n').map(({ length }) => length));
  assert.ok(longest < 4000, `${longest}`);
});

test('a line that names a visit says what was done, not how the visitor is', () => {
  const named = log.split('\n').filter((line) => line.includes(visit.id));
  assert.ok(named.length > 2, `${named.length}`);
  for (const line of named) assert.doesNotMatch(line, /fever|no_mask|"mask"|deny|pass|estimate|°C/, line);
});
