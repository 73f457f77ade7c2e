import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { paths } from '../../edge-server/common/data-folder.ts';
import type { Health } from '../../edge-server/contract/index.ts';
import { until } from '../until.ts';
import { Certificates } from './doubles/certificates.ts';
import { evidence } from './doubles/edge.ts';
import { seedCloud } from './doubles/made-cloud.ts';
import { seedPassedModel } from './doubles/passed-model.ts';
import { pair, ServerProcess } from './process.ts';
import { RealPostgres } from './sync/postgres.ts';

/**
 * One kiosk whose configuration changes between two starts, in the ways that the documents know. After each start it has
 * every visit, the browser that was paired still is, the cloud of now gets every row, and health says so.
 */
const folder = mkdtempSync(join(tmpdir(), 'kf99-changed-'));
const certificates = new Certificates();
/** The embedded cloud gives way to everything else on a busy machine. */
const CLOUD_MS = 240_000;
let postgres: RealPostgres;
let cookie = '';
let visits = 0;
let data = join(folder, 'data');

before(async () => {
  postgres = await RealPostgres.start();
  await seedCloud(data);
  seedPassedModel(data);
  certificates.authority('site', ['kiosk']);
});
after(async () => {
  await postgres.dispose();
  certificates.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Asks over either scheme; the certificate is looked at elsewhere. */
async function ask(url: string, method: string, path: string, body?: object): Promise<string> {
  const headers = { cookie, origin: url, 'content-type': 'application/json' };
  const text = body && JSON.stringify(body);
  if (!url.startsWith('https:')) {
    const answer = await fetch(`${url}${path}`, { method, headers, ...(text && { body: text }) });
    return answer.text();
  }
  return new Promise((resolve, reject) => {
    const options = { method, headers, rejectUnauthorized: false };
    const asked = request(`${url}${path}`, options, (answer) => {
      let said = '';
      answer.on('data', (chunk) => {
        said += chunk;
      });
      answer.on('end', () => resolve(said));
    });
    asked.on('error', reject).end(text);
  });
}

/** Starts with these variables, has one more visit, and ends when the cloud has every row. */
async function runs(env: Record<string, string>, look?: (url: string, parts: Health['parts']) => unknown) {
  const server = new ServerProcess({ KF99_DATA: data, ...env });
  try {
    const url = await server.ready();
    if (cookie === '') cookie = (await pair(server)).cookie!;
    const visit = await ask(url, 'POST', '/api/visits', evidence({ mask: 'no_mask' }));
    assert.match(visit, /"verdict":"deny"/);
    visits += 1;
    let health = '';
    const parts = await until(
      async () => {
        health = await ask(url, 'GET', '/api/health');
        const { parts } = JSON.parse(health) as Health;
        return parts.sync.status === 'ok' && parts.store.outbox === 0 && parts;
      },
      () => `the cloud has every row: ${health}`,
      CLOUD_MS,
    );
    assert.equal(parts.store.visits, visits, 'no visit is lost');
    // A thermometer that nobody posts to is one, and no page has called.
    const others = parts.alarms.codes.filter((code) => !/^(thermometer|page)_/.test(code));
    assert.deepEqual(others, []);
    await look?.(url, parts);
    server.child.kill('SIGTERM');
    assert.equal(await server.end(), 0, server.stderr);
  } finally {
    server.dispose();
  }
}

const rows = (where = '') =>
  postgres.with(async (sql) =>
    (await sql.unsafe(`select kiosk_id, id::text from history ${where}`)).map(({ kiosk_id }) => kiosk_id),
  );

test('the first start', () => runs({}));

test('another name, port, zone and log level, and settings from a file', async () => {
  const file = join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify({ timeZone: 'Pacific/Kiritimati', language: 'en' }));
  const env = {
    KF99_KIOSK_ID: 'door-1',
    KF99_SETTINGS: file,
    KF99_LOG_LEVEL: 'fatal',
    KF99_HOST: 'localhost',
  };
  await runs(env, (url) => assert.match(url, /localhost/));
});

test('a data folder that was moved, and another kind of thermometer', async () => {
  const moved = join(folder, 'elsewhere', 'kf99');
  mkdirSync(join(folder, 'elsewhere'));
  renameSync(data, moved);
  data = moved;
  await runs({ KF99_THERMOMETER: 'http' }, (_, { thermometer }) =>
    assert.equal(thermometer.simulated, false),
  );
});

test('TLS on, and off again', async () => {
  const files = {
    KF99_TLS_CERT: certificates.path('kiosk.pem'),
    KF99_TLS_KEY: certificates.path('kiosk.key'),
  };
  await runs(files, (url) => assert.match(url, /^https:/));
  await runs({}, (url) => assert.match(url, /^http:/));
});

test('a database of the site’s own in place of the embedded one: every visit goes there', async () => {
  await runs({ DATABASE_URL: postgres.url });
  assert.equal((await rows()).length, visits);
});

test('another name with that database: the token is the kiosk’s, and no row is there twice', async () => {
  await runs({ DATABASE_URL: postgres.url, KF99_KIOSK_ID: 'door-2' });
  const names = await rows();
  assert.equal(names.length, visits, names.join());
  assert.equal(new Set(names).size, 1);
});

test('back to the embedded one, which lacks the visits of between', async () => {
  await runs({ KF99_KIOSK_ID: 'door-2' });
  const cloud = await PGlite.create(paths.cloud(data));
  try {
    const { rows } = await cloud.query<{ kiosk_id: string }>('select kiosk_id from history');
    assert.equal(rows.length, visits);
    assert.deepEqual([...new Set(rows.map(({ kiosk_id }) => kiosk_id))], ['door-2']);
  } finally {
    await cloud.close();
  }
});

test('a folder whose path is too long for the embedded cloud is refused at the start', async () => {
  const server = new ServerProcess({ KF99_DATA: join(folder, 'a'.repeat(100)) });
  assert.equal(await server.end(), 2, server.stdout);
  assert.match(server.stderr, /^kf99: .* is too long for the socket .*: set KF99_DATA to a shorter path/);
});
