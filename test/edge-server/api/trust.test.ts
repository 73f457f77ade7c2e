import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { leaveCode } from '../../../edge-server/access/left-code.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
afterEach(() => edge.stop());

const code = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
];
const cookies = (response: Response) => response.headers.getSetCookie();

test('a browser of this machine pairs itself by opening the page; nothing else does', async () => {
  edge = await TestEdge.start({ paired: false });
  assert.equal(cookies(await edge.request('/', { headers: { 'sec-fetch-dest': 'document' } })).length, 1);
  for (const headers of [
    { 'sec-fetch-dest': 'image', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-dest': 'empty' },
    { 'x-forwarded-for': '203.0.113.7' },
    { via: '1.1 proxy' },
  ]) {
    assert.equal(cookies(await edge.request('/', { headers })).length, 0, JSON.stringify(headers));
  }
  const [cookie] = cookies(await edge.request('/', { headers: { 'sec-fetch-dest': 'document' } }));
  assert.match(cookie!, /HttpOnly/);
  assert.match(cookie!, /SameSite=Strict/);
});

test('with pairing by code, the printed code pairs once', async () => {
  edge = await TestEdge.start({ paired: false, env: { KF99_PAIRING: 'code' } });
  assert.equal(cookies(await edge.request('/')).length, 0);
  assert.deepEqual(await code(await edge.request('/?pair=guess')), [403, 'pairing_closed']);
  const first = await edge.request(`/?pair=${edge.edge.pairing.code}`);
  assert.equal(first.status, 303);
  assert.equal(cookies(first).length, 1);
  assert.deepEqual(await code(await edge.request(`/?pair=${edge.edge.pairing.code}`)), [
    403,
    'pairing_closed',
  ]);
});

test('a code that the host left later pairs once, and not after 15 minutes', async () => {
  edge = await TestEdge.start({ paired: false, env: { KF99_PAIRING: 'code' } });
  const leave = (at: number) => leaveCode(edge.store.database, 'pair_code', new TestClock(at)).code;
  const late = leave(Date.now() - 16 * 60_000);
  assert.deepEqual(await code(await edge.request(`/?pair=${late}`)), [403, 'pairing_closed']);
  const left = leave(Date.now());
  assert.equal(cookies(await edge.request(`/?pair=${left}`)).length, 1);
  assert.deepEqual(await code(await edge.request(`/?pair=${left}`)), [403, 'pairing_closed']);
});

test('foreign names and foreign sites are refused', async () => {
  edge = await TestEdge.start();
  assert.deepEqual(await code(await edge.request('/', { headers: { host: 'evil.example:8080' } })), [
    403,
    'wrong_host',
  ]);
  const foreign = await edge.send('POST', '/api/visits', evidence(), { origin: 'https://evil.example' });
  assert.deepEqual(await code(foreign), [403, 'wrong_origin']);
  const cross = await edge.send('POST', '/api/visits', evidence(), { 'sec-fetch-site': 'cross-site' });
  assert.deepEqual(await code(cross), [403, 'wrong_origin']);
  const scheme = await edge.send('POST', '/api/visits', evidence(), { origin: 'https://127.0.0.1:8080' });
  assert.deepEqual(
    await code(scheme),
    [403, 'wrong_origin'],
    'the same name by another scheme is another site',
  );
  assert.equal(edge.store.count(), 0);
});

test('who opens an address that is none reads a sentence and has a way back; a program gets the code', async () => {
  edge = await TestEdge.start();
  const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
  for (const [path, host, status] of [
    ['/nothing/<b>', '127.0.0.1:8080', 404],
    ['/', 'evil.example:8080', 403],
  ] as const) {
    const page = await edge.request(path, { headers: { accept, host } });
    assert.equal(page.status, status);
    assert.match(page.headers.get('content-type')!, /^text\/html/);
    assert.match(page.headers.get('content-security-policy')!, /default-src 'none'/);
    const text = await page.text();
    assert.match(text, /<a href="\/">/);
    assert.doesNotMatch(text, /[{}]|<b>/);
    const program = await edge.request(path, { headers: { accept: 'application/json', host } });
    assert.equal(program.headers.get('content-type'), 'application/problem+json');
  }
  const api = await edge.request('/api/nothing', { headers: { accept } });
  assert.equal(api.headers.get('content-type'), 'application/problem+json');
});

test('behind a proxy the pages of KF99_ORIGIN may ask, by their own scheme alone', async () => {
  edge = await TestEdge.start({ env: { KF99_ORIGIN: 'https://kiosk.example.org' } });
  const from = (origin: string, host = 'kiosk.example.org') =>
    edge.send('DELETE', '/api/session', {}, { origin, host });
  assert.equal((await from('https://kiosk.example.org')).status, 204);
  assert.deepEqual(await code(await from('http://kiosk.example.org')), [403, 'wrong_origin']);
  assert.equal((await from('http://127.0.0.1:8080', '127.0.0.1:8080')).status, 204, 'on the machine itself');
});

test('every answer carries the security headers; only the worker may import blobs', async () => {
  edge = await TestEdge.start();
  for (const path of ['/api/health', '/api/nothing', '/nothing']) {
    const { headers } = await edge.request(path);
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.equal(headers.get('cross-origin-embedder-policy'), 'require-corp');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.match(headers.get('content-security-policy')!, /default-src 'none'.*frame-ancestors 'none'/);
    assert.doesNotMatch(headers.get('content-security-policy')!, /script-src[^;]*(unsafe-inline|blob:)/);
  }
  const worker = await edge.request('/assets/worker-abc_1.js');
  assert.match(worker.headers.get('content-security-policy')!, /script-src[^;]*blob:/);
});
