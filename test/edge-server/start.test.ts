import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { until } from '../until.ts';
import { evidence } from './doubles/edge.ts';
import { pair, ServerProcess } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'kf99-start-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const data = (name: string) => join(folder, name);

/** Starts the server in a way that must fail: one line on stderr, exit code 2. */
async function refusal(env: Record<string, string>, args: string[] = []): Promise<string> {
  const server = new ServerProcess({ KF99_DATA: data('refused'), ...env }, args);
  try {
    assert.equal(await server.end(), 2, server.stderr);
    assert.equal(server.stderr.trim().split('\n').length, 1, server.stderr);
    assert.equal(server.stdout, '');
    return server.stderr;
  } finally {
    server.dispose();
  }
}

test('an unknown variable is named, with the one that was probably meant', async () => {
  assert.match(await refusal({ KF99_PROT: '8080' }), /KF99_PROT .*KF99_PORT/);
});

test('values that cannot be used are named', async () => {
  assert.match(await refusal({ KF99_PORT: '99999' }), /KF99_PORT/);
  assert.match(await refusal({ KF99_KIOSK_ID: 'a b' }), /KF99_KIOSK_ID/);
  assert.match(await refusal({}, ['--role', 'boss']), /--role/);
});

test('a thermometer is one of three words or a path; what is neither is named, with the word that was meant', async () => {
  for (const [typed, meant] of [
    ['Auto', 'auto'],
    ['autp', 'auto'],
    ['HTTP', 'http'],
    ['simulate', 'simulated'],
    ['ttyUSB0', '/dev/ttyUSB0'],
  ] as const) {
    assert.match(
      await refusal({ KF99_THERMOMETER: typed }),
      new RegExp(`KF99_THERMOMETER=${typed} .*did you mean ${meant}\\?`),
    );
  }
});

test('open pairing on an address that others reach is refused', async () => {
  assert.match(await refusal({ KF99_PAIRING: 'open', KF99_HOST: '0.0.0.0' }), /KF99_PAIRING=open/);
});

test('a settings file with an unknown key or a wrong value is named', async () => {
  const path = join(folder, 'settings.json');
  writeFileSync(path, JSON.stringify({ feverTreshold: 38 }));
  assert.match(await refusal({ KF99_SETTINGS: path }), /feverTreshold/);
  writeFileSync(path, JSON.stringify({ timeZone: 'Mars/Olympus' }));
  assert.match(await refusal({ KF99_SETTINGS: path }), /timeZone/);
  // As Windows' editors write it: the mark is no fault, so the file's own one is named.
  writeFileSync(path, `\uFEFF${JSON.stringify({ timeZone: 'Mars/Olympus' })}`);
  assert.match(await refusal({ KF99_SETTINGS: path }), /timeZone/);
  assert.match(await refusal({ KF99_SETTINGS: join(folder, 'missing.json') }), /missing\.json/);
});

test('a data folder that cannot be used is named', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  assert.match(await refusal({ KF99_DATA: file }), /KF99_DATA/);
});

test('a token file that is not there is named', async () => {
  const env = { DATABASE_URL: 'postgres://127.0.0.1:1/x', KF99_KIOSK_TOKEN_FILE: join(folder, 'no-token') };
  assert.match(await refusal(env), /no-token/);
});

test('a used port is said, and nothing is left running', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  try {
    const { port } = other.address() as { port: number };
    assert.match(await refusal({ KF99_PORT: String(port) }), new RegExp(String(port)));
  } finally {
    other.close();
  }
});

test('a second server on the same data folder is refused', async () => {
  const first = new ServerProcess({ KF99_DATA: data('one') }, ['--role', 'edge']);
  try {
    await first.ready();
    assert.match(await refusal({ KF99_DATA: data('one') }, ['--role', 'edge']), /already in use/);
    first.child.kill('SIGTERM');
    assert.equal(await first.end(), 0);
  } finally {
    first.dispose();
  }
});

test('Ctrl-C in a terminal ends server, worker and embedded cloud', async () => {
  const server = new ServerProcess({ KF99_DATA: data('all') });
  try {
    await server.ready();
    await until(() => server.children === 2, 'worker and embedded cloud run');
    server.signalGroup('SIGINT');
    assert.equal(await server.end(), 0, server.stderr);
    assert.equal(server.groupAlive(), false);
  } finally {
    server.dispose();
  }
});

test('when the server is killed, its children end by themselves', async () => {
  const server = new ServerProcess({ KF99_DATA: data('killed') });
  try {
    await server.ready();
    await until(() => server.children === 2, 'worker and embedded cloud run');
    server.child.kill('SIGKILL');
    await server.end();
    await until(() => !server.groupAlive(), 'every child has ended', 60_000);
  } finally {
    server.dispose();
  }
});

test('a verdict that was answered survives kill -9, and a retry gets the same answer', async () => {
  const first = new ServerProcess({ KF99_DATA: data('crash') }, ['--role', 'edge']);
  let second: ServerProcess | undefined;
  try {
    const url = await first.ready();
    const headers = await pair(first);
    const body = JSON.stringify(evidence({ mask: 'no_mask' }));
    const answer = await (await fetch(`${url}/api/visits`, { method: 'POST', headers, body })).text();
    assert.match(answer, /"verdict":"deny"/);
    first.child.kill('SIGKILL');
    await first.end();

    second = new ServerProcess({ KF99_DATA: data('crash') }, ['--role', 'edge']);
    const again = await second.ready();
    assert.match(first.stdout, /Another browser becomes it, once and within 15 minutes, at http\S+\?pair=/);
    assert.doesNotMatch(second.stdout, /pair=/, 'no code is in the log of a kiosk that has its browser');
    const response = await fetch(`${again}/api/visits`, {
      method: 'POST',
      headers: { ...headers, origin: again },
      body,
    });
    assert.equal(await response.text(), answer);
    const { parts } = (await (await fetch(`${again}/api/health`)).json()) as {
      parts: { store: { visits: number; outbox: number } };
    };
    assert.deepEqual([parts.store.visits, parts.store.outbox], [1, 1]);
  } finally {
    first.dispose();
    second?.dispose();
  }
});
