import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import { readConfig } from '../../../edge-server/config/config.ts';
import type { Health, LastReport } from '../../../edge-server/contract/index.ts';
import type { Finding } from '../../../edge-server/doctor/checks/finding.ts';
import { diagnose } from '../../../edge-server/doctor/diagnose.ts';
import { until } from '../../until.ts';
import { Certificates } from '../doubles/certificates.ts';
import { TestEdge } from '../doubles/edge.ts';
import { ServerProcess } from '../process.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kf99-doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const certificates = new Certificates();
after(() => rmSync(certificates.folder, { recursive: true, force: true }));

/** Nobody listens there, as long as nobody takes port 1. */
const CLOSED = 'postgres://kiosk:secret@127.0.0.1:1/kf99';

async function findings(env: Record<string, string>, health: Health | null = null, now = new Date()) {
  const config = readConfig({ KF99_DATA: folder, ...env });
  const list = await diagnose({ config, env, health, root: folder, now });
  for (const { check, says, status, todo } of list) {
    assert.match(says, /[.!)]$|: /, check);
    assert.equal(status === 'ok', todo === null, `${check} says what to do when it is not well`);
  }
  return new Map<string, Finding>(list.map((finding) => [finding.check, finding]));
}

/** Health of a server that runs, with what the test makes of it. */
async function healthy(change: (parts: Health['parts']) => void): Promise<Health> {
  const edge = await TestEdge.start();
  try {
    const health = edge.edge.health.read();
    change(health.parts);
    return health;
  } finally {
    await edge.stop();
  }
}

test('as a program: without a server it fails in words, beside one it reads its health, and it can do JSON', async () => {
  const alone = new ServerProcess({ KF99_DATA: folder, KF99_PORT: '1' }, ['doctor']);
  assert.equal(await alone.end(), 1);
  assert.match(alone.stdout, /^fail +server +.*\n +→ /m);
  assert.match(alone.stdout, /\d+ ok, \d+ to look at, \d+ failed\n$/);

  const env = { KF99_DATA: folder, KF99_THERMOMETER: 'http', KF99_CLOUD: join(folder, 'none') };
  const server = new ServerProcess(env, ['--role', 'edge']);
  try {
    const port = new URL(await server.ready()).port;
    const beside = new ServerProcess({ ...env, KF99_PORT: port }, ['doctor', '--json']);
    await beside.end();
    const found = new Map((JSON.parse(beside.stdout) as Finding[]).map((one) => [one.check, one.status]));
    for (const check of ['settings', 'server', 'data', 'store', 'cloud'])
      assert.equal(found.get(check), 'ok', check);
    server.signalGroup('SIGTERM');
    await server.end();
  } finally {
    server.dispose();
  }
});

test('settings that can’t be read are the only finding', async () => {
  const broken = new ServerProcess({ KF99_DATA: folder, KF99_THERMOMETRE: 'auto' }, ['doctor']);
  assert.equal(await broken.end(), 1);
  assert.match(broken.stdout, /^fail +settings +.*did you mean KF99_THERMOMETER/);
});

test('a port that another program has, a folder that others can enter', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  chmodSync(folder, 0o755);
  try {
    const port = String((other.address() as AddressInfo).port);
    const found = await findings({ KF99_PORT: port });
    assert.equal(found.get('server')?.status, 'fail');
    assert.match(found.get('server')!.says, /EADDRINUSE/);
    assert.match(found.get('data')!.todo!, /chmod 700/);
  } finally {
    other.close();
  }
});

test('a cloud and a broker that are away fail, with what to do', async () => {
  const token = join(folder, 'token');
  writeFileSync(token, 'secret-token\n');
  const found = await findings({
    DATABASE_URL: CLOSED,
    KF99_KIOSK_TOKEN_FILE: token,
    KF99_MQTT_URL: 'mqtt://127.0.0.1:1',
  });
  assert.equal(found.get('cloud')?.status, 'fail');
  assert.match(found.get('cloud')!.says, /unreachable/);
  assert.equal(found.get('mqtt')?.status, 'fail');
  assert.ok(!JSON.stringify([...found.values()]).includes('secret'), 'no secret is printed');
  const open = await findings({
    DATABASE_URL: 'postgres://k:x@db.invalid/kf99',
    KF99_KIOSK_TOKEN_FILE: token,
  });
  assert.match(open.get('cloud TLS')!.todo!, /verify-full/);
});

test('a certificate: good, ending soon, ended, with another key', async () => {
  certificates.authority('site', ['kiosk', 'other']);
  const tls = (key: string) => ({
    KF99_TLS_CERT: certificates.path('kiosk.pem'),
    KF99_TLS_KEY: certificates.path(`${key}.key`),
  });
  const days = (n: number) => new Date(Date.now() + n * 86_400_000);
  const of = async (key: string, now: Date) => (await findings(tls(key), null, now)).get('tls')!;
  assert.equal((await of('kiosk', days(-20))).status, 'ok');
  assert.match((await of('kiosk', new Date())).says, /ends in 1 days/);
  assert.match((await of('kiosk', days(3))).says, /ended/);
  assert.match((await of('other', new Date())).says, /not that of the certificate/);
});

test('a board that is not there, and one that may not be opened, without a server', async () => {
  const found = await findings({ KF99_THERMOMETER: join(folder, 'ttyACM0') });
  assert.equal(found.get('thermometer')?.status, 'fail');
  writeFileSync(join(folder, 'ttyACM0'), '');
  assert.equal(
    (await findings({ KF99_THERMOMETER: join(folder, 'ttyACM0') })).get('thermometer')?.status,
    'ok',
  );
});

test('a stick that only a person can tell from a board is named, with what to set, without a server', async () => {
  const usb = join(folder, 'sys/devices/stick');
  mkdirSync(join(usb, 'interface'), { recursive: true });
  mkdirSync(join(folder, 'sys/class/tty/ttyUSB0'), { recursive: true });
  mkdirSync(join(folder, 'dev'));
  writeFileSync(join(usb, 'idVendor'), '10c4\n');
  writeFileSync(join(usb, 'idProduct'), 'ea60\n');
  symlinkSync(join(usb, 'interface'), join(folder, 'sys/class/tty/ttyUSB0/device'));
  writeFileSync(join(folder, 'dev/ttyUSB0'), '');
  const found = await findings({ KF99_THERMOMETER: 'auto', KF99_DEV: join(folder, 'dev') });
  const { status, todo } = found.get('thermometer')!;
  assert.equal(status, 'fail');
  assert.match(todo!, /CP2102.* if it is the thermometer, set KF99_THERMOMETER=.*ttyUSB0\./);
});

test('programs that take a board’s port are named, and one that a rule keeps off is not', async () => {
  const run = (pid: number, name: string) => {
    mkdirSync(join(folder, `proc/${pid}`), { recursive: true });
    writeFileSync(join(folder, `proc/${pid}/comm`), `${name}\n`);
  };
  const says = async (env: Record<string, string>) => (await findings(env)).get('serial');
  assert.equal((await says({ KF99_THERMOMETER: 'auto' }))?.status, 'ok');
  run(41, 'ModemManager');
  assert.match((await says({ KF99_THERMOMETER: 'auto' }))!.says, /ModemManager runs here/);
  const rules = join(folder, 'etc/udev/rules.d');
  mkdirSync(rules, { recursive: true });
  writeFileSync(join(rules, '70-kf99-thermometer.rules'), 'SUBSYSTEM=="tty", ENV{ID_MM_DEVICE_IGNORE}="1"\n');
  assert.equal((await says({ KF99_THERMOMETER: 'auto' }))?.status, 'ok');
  run(42, 'brltty');
  const { status, todo } = (await says({ KF99_THERMOMETER: 'auto' }))!;
  assert.equal(status, 'warn');
  assert.match(todo!, /purge brltty/);
  assert.equal(await says({ KF99_THERMOMETER: 'simulated' }), undefined, 'no board is wanted');
});

test('no page on a kiosk of ours: where its session’s words are', async () => {
  mkdirSync(join(folder, 'dev'));
  writeFileSync(join(folder, 'dev/video0'), '');
  assert.match((await findings({})).get('camera')!.todo!, /Open the kiosk page/);
  mkdirSync(join(folder, 'etc'));
  writeFileSync(join(folder, 'etc/kf99-kiosk.conf'), '');
  assert.match((await findings({})).get('camera')!.todo!, /journalctl .*_UID=\$\(id -u kf99-kiosk\)/);
});

test('what the page says: no isolation is one thread, a refused camera is told with its cure', async () => {
  const health = await healthy((parts) => {
    parts.kiosk = {
      ...parts.kiosk,
      status: 'degraded',
      detail: 'The camera is denied.',
      camera: 'denied',
      vision: {
        ...{
          backend: 'wasm',
          threads: 1,
          cross_origin_isolated: false,
          simd: true,
          kernels: 'face 2.2 times as fast (relaxed), mask 1.7 times as fast (relaxed)',
          why: 'compared',
          reason: 'not isolated',
        },
        ...{
          frames: 1,
          fps: 9,
          stages: { pixels: 1, detect: 1, crop: 1, classify: 1 },
          tensors: 9,
          camera_label: '',
          model: 'mask-1',
          refused: null,
          trial: null,
        },
        counts: {
          ...{ camera_lost: 0, camera_frozen: 0, camera_black: 0, server_away: 0, worker_crashed: 0 },
          ...{ worker_stalled: 0, out_of_memory: 0, second_person: 0, unseen: 0 },
        },
      },
    };
    parts.alarms = { ...parts.alarms, active: 1, codes: ['camera_lost'] };
  });
  const found = await findings({}, health);
  assert.equal(found.get('server')?.status, 'ok');
  assert.match(found.get('camera')!.todo!, /Allow the camera/);
  assert.equal(found.get('threads')?.status, 'fail');
  assert.match(found.get('threads')!.todo!, /Cross-Origin-Opener-Policy/);
  const threads = async (why: 'compared' | 'nothing_else') => {
    const { vision } = health.parts.kiosk;
    Object.assign(vision!, { cross_origin_isolated: true, why });
    return (await findings({}, health)).get('threads')?.status;
  };
  assert.equal(await threads('compared'), 'ok', 'several were measured, and one is best');
  assert.equal(await threads('nothing_else'), 'warn');
  assert.match(found.get('alarms')!.says, /camera_lost/);
});

test('the weekly report has a line once it is switched on: nobody gets it, it waits, it was sent, it was not taken', async () => {
  const edge = await TestEdge.start();
  try {
    const env = { KF99_DATA: edge.data };
    const config = readConfig(env);
    const said = async (last: LastReport | null) => {
      const sql = "insert or replace into meta (key, value) values ('report', ?)";
      await edge.store.write([{ sql, values: [JSON.stringify(last)] }], 'durable');
      const list = await diagnose({ config, env, health: null, root: folder, now: new Date() });
      return list.filter(({ check }) => check === 'report').map(({ status, says }) => `${status} ${says}`);
    };
    const waiting: LastReport = { week: '2026-11-23', made_at: null, file: null, mails: [] };
    assert.deepEqual(await said(null), []);
    assert.match((await said(waiting))[0]!, /^warn .*nobody gets it/);
    const way = {
      kind: 'email',
      name: 'office of Kim',
      host: '127.0.0.1',
      from: 'a@example.org',
      to: ['b@example.org'],
      report: 'only',
    };
    const added = await edge.send('POST', '/api/admin/ways', way, edge.as('admin'));
    const { id } = (await added.json()) as { id: number };
    assert.match((await said(waiting))[0]!, /^ok .*waits for its first day/);
    const made_at = '2026-11-30T07:00:00.000Z';
    const mail = { way: id, name: way.name, sent_at: made_at, error: null };
    assert.match(
      (await said({ ...waiting, made_at, mails: [mail] }))[0]!,
      /^ok .*sent by 1 of 1 e-mail ways\./,
    );
    const failed = { ...mail, sent_at: null, error: '451 try later' };
    const [line] = await said({ ...waiting, made_at, mails: [failed] });
    assert.match(line!, /^warn .*not taken by way \d+: 451 try later/);
    assert.doesNotMatch(line!, /Kim/);
    const list = await diagnose({ config, env, health: null, root: folder, now: new Date() });
    const told = list.filter(({ check }) => check === 'told').map(({ says }) => says);
    assert.match(told[0]!, /^Nobody is told of a call unless/, 'a way for reports tells nobody of it');
  } finally {
    await edge.stop();
  }
});

test('each way by which people are told has a line, which names no person', async () => {
  const edge = await TestEdge.start();
  try {
    const env = { KF99_DATA: edge.data };
    const config = readConfig(env);
    const told = async () => {
      await edge.store.write([], 'durable');
      const list = await diagnose({ config, env, health: null, root: folder, now: new Date() });
      return list.filter(({ check }) => check === 'told').map(({ status, says }) => `${status} ${says}`);
    };
    assert.match((await told())[0]!, /^warn Nobody is told of a call unless/);
    const way = { kind: 'ntfy', name: 'phone of Kim', topic: 'north', server: 'http://127.0.0.1:1' };
    const added = await edge.send('POST', '/api/admin/ways', way, edge.as('admin'));
    const { id } = (await added.json()) as { id: number };
    assert.deepEqual(await told(), [`warn ntfy (way ${id}): nothing was sent by it yet.`]);
    await edge.send('POST', `/api/admin/ways/${id}/test`, {}, edge.as('admin'));
    await until(async () => /not delivered at .*: \S/.test((await told())[0]!));
  } finally {
    await edge.stop();
  }
});
