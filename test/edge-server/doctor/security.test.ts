import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Sessions } from '../../../edge-server/access/sessions.ts';
import { Tokens } from '../../../edge-server/access/tokens.ts';
import { Users } from '../../../edge-server/access/users.ts';
import { readConfig } from '../../../edge-server/config/config.ts';
import type { Finding } from '../../../edge-server/doctor/checks/finding.ts';
import { runChecks } from '../../../edge-server/doctor/diagnose.ts';
import { listeners } from '../../../edge-server/doctor/security/network.ts';
import { SECURITY } from '../../../edge-server/doctor/security/security.ts';
import { openStore } from '../../../edge-server/store/store.ts';
import { TestClock } from '../doubles/clock.ts';
import { ServerProcess } from '../process.ts';

const DAY_MS = 86_400_000;
let folder = '';
let data = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kf99-security-'));
  data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function look(env: Record<string, string> = {}, now = new Date()): Promise<Finding[]> {
  const all = { KF99_DATA: data, KF99_CLOUD: join(folder, 'none'), ...env };
  const found = await runChecks(SECURITY, {
    config: readConfig(all),
    env: all,
    health: null,
    root: folder,
    now,
  });
  for (const { status, todo, check, says } of found) {
    assert.match(says, /\.$/, check);
    assert.equal(status === 'ok', todo === null, `${check} says what to do when it is not well: ${says}`);
  }
  return found;
}
const of = (found: Finding[], check: string) => found.filter((each) => each.check === check);
const line = (found: Finding[], words: RegExp) => {
  const hit = found.find(({ says }) => words.test(says));
  assert.ok(hit, `${words} is not in ${JSON.stringify(found, null, 1)}`);
  return hit;
};

test('files: a data folder and secrets that others read are named, with the command that closes them', async () => {
  assert.equal(of(await look(), 'files')[0]?.status, 'ok');
  writeFileSync(join(data, 'kf99.sqlite.bak'), 'x', { mode: 0o600 });
  chmodSync(data, 0o755);
  chmodSync(join(data, 'kf99.sqlite.bak'), 0o644);
  const key = join(folder, 'key');
  writeFileSync(key, 'id:secret');
  chmodSync(key, 0o644);
  const group = join(folder, 'webhook');
  writeFileSync(group, 'a secret of webhooks');
  chmodSync(group, 0o640);
  const found = await look({
    KF99_S3_ENDPOINT: 'https://s3.example.org',
    KF99_S3_BUCKET: 'pictures',
    KF99_S3_KEY_FILE: key,
    KF99_WEBHOOK_SECRET_FILE: group,
  });
  assert.match(line(found, /kf99\.sqlite\.bak \(644\)/).todo!, /^chmod -R go= /);
  assert.deepEqual(
    of(found, 'secrets').map(({ status, todo }) => [status, todo!.split(',')[0]]),
    [
      ['fail', `chmod o= ${key}`],
      ['warn', `chmod g= ${group}`],
    ],
  );
  assert.ok(!JSON.stringify(found).includes('secret of webhooks'));
  const inEnvironment = await look({
    KF99_CLOUD: '',
    DATABASE_URL: 'postgres://kiosk:hush@127.0.0.1/kf99?sslmode=verify-full',
  });
  line(inEnvironment, /environment has the password/);
  assert.ok(!JSON.stringify(inEnvironment).includes('hush'));
});

test('people, tokens and browsers: who may do what, since when, and what is forgotten', async () => {
  const store = openStore(join(data, 'kf99.sqlite'));
  const start = Date.UTC(2026, 0, 1);
  const clock = new TestClock(start);
  assert.equal(line(await look(), /There is no admin/).status, 'warn');
  const users = new Users(store.database, clock);
  users.add('kim', 'admin', 'x');
  new Sessions(store.database, clock).begin(users.add('lee', 'viewer', 'x').id);
  const tokens = new Tokens(store.database, clock);
  tokens.add('ended', ['mask'], new Date(start + DAY_MS).toISOString());
  tokens.add('forgotten', ['history'], null);
  const { secret } = tokens.add('old', ['metrics'], null);
  clock.turn(400 * DAY_MS);
  tokens.use(secret);
  tokens.add('gate', ['visit', 'door'], null);
  store.devices.add('a', clock.now());
  store.devices.add('b', clock.now());
  const found = await look({}, clock.now());
  await store.close();
  line(found, /May change everything: kim\. May look: lee\./);
  line(found, /password alone lets in as admin: kim/);
  line(found, /token ended \(mask\) has ended/);
  line(found, /token forgotten \(history\) was not used for 400 days/);
  line(found, /token old \(metrics\) is 400 days old and never ends/);
  assert.equal(line(found, /token gate \(visit, door\) can open the door/).status, 'ok');
  line(found, /2 browsers are paired/);
});

test('listeners: what the network reaches, by the kernel’s own list', async () => {
  mkdirSync(join(folder, 'proc/net'), { recursive: true });
  const head = '  sl  local_address rem_address   st tx_queue\n';
  const row = (n: number, local: string, state: string) =>
    `   ${n}: ${local} 00000000:0000 ${state} 00000000\n`;
  writeFileSync(
    join(folder, 'proc/net/tcp'),
    head + row(0, '00000000:0016', '0A') + row(1, '0100007F:1F90', '0A') + row(2, '0500A8C0:C350', '01'),
  );
  const any = '00000000000000000000000000000000';
  writeFileSync(
    join(folder, 'proc/net/tcp6'),
    head +
      row(0, `${any}:24B8`, '0A') +
      row(1, '00000000000000000000000001000000:0277', '0A') +
      row(2, '0000000000000000FFFF00000100007F:1F91', '0A'),
  );
  assert.deepEqual(listeners(folder), [
    { port: 22, loopback: false },
    { port: 631, loopback: true },
    { port: 8080, loopback: true },
    { port: 8081, loopback: true },
    { port: 9400, loopback: false },
  ]);
  const found = await look({ KF99_HOST: '0.0.0.0', KF99_PORT: '9400' });
  assert.match(line(found, /Port 22 \(ssh\) is open/).todo!, /sport = :22/);
  assert.equal(of(found, 'listeners').length, 1, 'its own port is meant to be open');
  assert.equal(line(found, /as plain text/).status, 'fail', 'pages without TLS');
});

test('what goes to a broker without TLS, and what a fleet may do', async () => {
  const found = await look({
    KF99_MQTT_URL: 'mqtt://broker.example.org',
    KF99_FLEET_KEY: join(folder, 'fleet.pub'),
    KF99_FLEET_ALLOWS: 'images',
    KF99_SOFTWARE: 'https://packages.example.org',
  });
  line(found, /go to broker\.example\.org as plain text/);
  line(found, /is allowed images/);
  line(found, /may install software here, as root/);
});

test('as a program: only these checks, as lines or JSON, and it fails where one does', async () => {
  chmodSync(data, 0o700);
  const env = { KF99_DATA: data, KF99_CLOUD: join(folder, 'none') };
  const fine = new ServerProcess(env, ['doctor', '--security', '--json']);
  assert.equal(await fine.end(), 0, fine.stdout);
  const checks = (JSON.parse(fine.stdout) as Finding[]).map(({ check }) => check);
  assert.ok(checks.includes('files') && checks.includes('listeners') && !checks.includes('thermometer'));
  chmodSync(data, 0o755);
  const open = new ServerProcess(env, ['doctor', '--security']);
  assert.equal(await open.end(), 1);
  assert.match(open.stdout, /^fail +files +Others can enter or read .*\n +→ chmod -R go= /m);
});
