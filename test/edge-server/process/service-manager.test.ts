import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '../../until.ts';
import { ServerProcess } from '../process.ts';

const missing = ['python3', 'systemd-notify'].filter(
  (name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0,
);
/** systemd's side of the socket: each message is a line. Node opens no such socket. */
const LISTENER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('ready', flush=True)
while True: print(s.recv(4096).decode(), flush=True)
`;

test('a service’s server tells systemd that it is well, and SIGHUP does not end it', {
  skip: missing.length > 0 && `${missing.join(', ')} is not installed`,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-notify-'));
  const socket = join(folder, 'notify');
  const listener = spawn('python3', ['-c', LISTENER, socket]);
  let heard = '';
  listener.stdout.on('data', (chunk: Buffer) => {
    heard += chunk.toString();
  });
  const beats = () => heard.split('WATCHDOG=1').length - 1;
  let server: ServerProcess | null = null;
  try {
    await until(() => heard.includes('ready'), 'the listener is there');
    server = new ServerProcess(
      { KF99_DATA: join(folder, 'data'), NOTIFY_SOCKET: socket, WATCHDOG_USEC: '2000000' },
      ['--role', 'edge'],
    );
    const url = await server.ready();
    server.child.kill('SIGHUP');
    const before = beats();
    await until(
      () => beats() > before + 1,
      () => `beats after SIGHUP: ${heard}`,
    );
    assert.equal((await fetch(`${url}/api/health`)).status, 200);
    server.child.kill('SIGTERM');
    assert.equal(await server.end(), 0);
  } finally {
    server?.dispose();
    listener.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});
