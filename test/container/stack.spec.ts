import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { until } from '../until.ts';
import { BoardOutside } from './board.ts';
import { docker } from './docker.ts';
import { KIOSK, SERVICES, type Service, Stack, WAIT_MS } from './stack.ts';
import { calibrate, inPostgres, visit, wellKept } from './visit.ts';

/*
 * One stack, used by the tests in their order: each says what it needs of the ones before. The board is simulated
 * outside of the containers; nothing of the simulator is in them.
 */

let stack: Stack;
let board: BoardOutside;

before(async () => {
  stack = await Stack.make('test/container/override.yml');
  board = new BoardOutside(stack.dev);
});

after(async () => {
  await board.stop();
  await stack.dispose();
});

test('one command builds and starts everything, without a board', async () => {
  await stack.compose('up', '-d', '--build', '--wait');
  const health = await stack.health();
  assert.equal(health?.parts.thermometer.state, 'absent');
  assert.equal(health?.parts.sync.target, 'postgres');
});

test('a visit through the kiosk API, with a temperature of the board outside, lands in Postgres and in MQTT', async () => {
  await board.plug();
  await stack.pair();
  await calibrate(stack);
  await wellKept(stack);
  const password = await stack.exec('edge-server', 'cat', '/mqtt/reader-password');
  const heard = stack.exec(
    'mosquitto',
    ...['mosquitto_sub', '-u', 'reader', '-P', password, '-t', 'kf99/verdict', '-C', '1', '-W', '60'],
  );
  // The broker says nothing when a listener has come, so visitors come until one was heard.
  const first = await visit(stack, board);
  assert.equal(first.verdict, 'pass');
  assert.equal(await inPostgres(stack, first.id), `${KIOSK}|t|t|f`);
  const second = await visit(stack, board);
  await inPostgres(stack, second.id);
  assert.equal((JSON.parse(await heard) as { verdict: string }).verdict, 'pass');
});

test('the board is pulled and put back', async () => {
  const state = async () => (await stack.health())?.parts.thermometer.state;
  await board.unplug();
  await until(async () => (await state()) === 'absent', 'the board is gone', WAIT_MS);
  await board.plug();
  await until(async () => (await state()) === 'live', 'the board is read again', WAIT_MS);
  assert.equal((await visit(stack, board)).verdict, 'pass');
});

test('no process is root, none has a capability or can get one, and no root file system can be written', async () => {
  for (const service of SERVICES) {
    const container = await stack.container(service);
    const processes = (await docker(['top', container, '-eo', 'pid'])).split('\n').slice(1);
    assert.ok(processes.length > 0, service);
    for (const pid of processes) {
      const status = readFileSync(`/proc/${pid.trim()}/status`, 'utf8');
      const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1];
      assert.doesNotMatch(field('Uid') ?? '0', /\b0\b/, service);
      for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
        assert.equal(field(set), '0000000000000000', `${service} ${set}`);
      }
      assert.equal(field('NoNewPrivs'), '1', service);
    }
    const { stderr } = await stack.tryExec(service, 'touch', '/written');
    assert.match(stderr, /Read-only file system/i, service);
  }
});

test('every service of the file is hardened, the ones that did not run here too', async () => {
  const { services } = JSON.parse(await stack.compose('--profile', '*', 'config', '--format', 'json')) as {
    services: Record<string, Record<string, unknown>>;
  };
  assert.ok(Object.keys(services).includes('caddy'));
  for (const [name, service] of Object.entries(services)) {
    assert.equal(service.read_only, true, name);
    assert.deepEqual(service.cap_drop, ['ALL'], name);
    assert.deepEqual(service.cap_add ?? [], name === 'caddy' ? ['NET_BIND_SERVICE'] : [], name);
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
    assert.ok(Number(service.mem_limit) > 0 && Number(service.pids_limit) > 0, name);
    assert.match(JSON.stringify(service.logging), /max-size/, name);
    // Our own image has a numeric user of its own.
    if (service.image !== 'kf99:test') assert.match(String(service.user), /^[1-9]\d*:[1-9]\d*$/, name);
  }
});

test('of the devices of the machine the server may open serial ports only', async () => {
  const nodes = { memory: ['1', '1'], disk: ['8', '0'], serial: ['188', '9'] };
  for (const [name, number] of Object.entries(nodes)) {
    execFileSync('mknod', ['-m', '666', join(stack.dev, name), name === 'disk' ? 'b' : 'c', ...number]);
  }
  const open = async (name: string) => {
    const script = `try { require('fs').openSync('/host/dev/${name}', 'r+') } catch (e) { console.log(e.code) }`;
    return stack.exec('edge-server', 'node', '-e', script);
  };
  assert.equal(await open('memory'), 'EPERM');
  assert.equal(await open('disk'), 'EPERM');
  // Allowed, but no such board is plugged in here.
  assert.match(await open('serial'), /ENXIO|ENODEV|^$/);
  assert.equal(
    await stack.exec('edge-server', 'ls', '/host/dev/pts', '/host/dev/shm'),
    '/host/dev/pts:\n\n/host/dev/shm:',
  );
});

test('the worker may call its functions and read no table; a second worker on the store is refused', async () => {
  const script = `
    const sql = require('postgres')(require('fs').readFileSync('/cloud/url', 'utf8').trim());
    sql\`select * from history\`.then(() => console.log('read'), (e) => console.log(e.code)).then(() => sql.end())`;
  assert.equal(await stack.exec('sync-worker', 'node', '-e', script), '42501');
  const second = await stack.tryCompose('run', '--rm', '--no-deps', '-T', 'sync-worker', '--role', 'sync');
  assert.equal(second.code, 2, second.stderr);
  assert.match(second.stderr + second.stdout, /already in use/);
});

test('each container that is killed comes back, and no visit that was answered is lost', async () => {
  const last = await visit(stack, board);
  for (const service of SERVICES) await kill(service);
  for (const service of SERVICES) {
    await until(async () => (await runningPid(service)) !== 0, `${service} runs again`, WAIT_MS);
  }
  await wellKept(stack);
  await inPostgres(stack, last.id);
  assert.equal((await visit(stack, board)).verdict, 'pass');
});

test('down and up keeps the visits, the pairing and the cloud', async () => {
  const last = await visit(stack, board);
  await inPostgres(stack, last.id);
  const before = await stack.sql('select count(*) from history');
  const visits = (await stack.health())?.parts.store.visits;
  await stack.compose('down');
  await stack.compose('up', '-d');
  await wellKept(stack);
  assert.equal((await stack.health())?.parts.store.visits, visits);
  assert.equal(await stack.sql('select count(*) from history'), before);
  await inPostgres(stack, (await visit(stack, board)).id);
});

async function runningPid(service: Service): Promise<number> {
  return Number(await docker(['inspect', '-f', '{{.State.Pid}}', await stack.container(service)]));
}

/** As the kernel would for want of memory: docker's own kill would count as a wish to stop. */
async function kill(service: Service): Promise<void> {
  const pid = await runningPid(service);
  process.kill(pid, 'SIGKILL');
  await until(async () => (await runningPid(service)) !== pid, `${service} is gone`, WAIT_MS);
}
