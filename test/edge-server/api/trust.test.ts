import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
afterEach(() => edge.stop());

const code = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
];
const cookies = (response: Response) => response.headers.getSetCookie();

test('without a paired browser nothing is taken or told, and health is open', async () => {
  edge = await TestEdge.start({ paired: false });
  const visit = evidence();
  assert.deepEqual(await code(await edge.post(visit)), [401, 'not_paired']);
  for (const path of ['/api/admin/today', '/api/admin/visits', '/api/events', '/api/settings']) {
    assert.deepEqual(await code(await edge.request(path)), [401, 'not_paired'], path);
  }
  assert.deepEqual(
    await code(await edge.send('PUT', `/api/visits/${visit.id}/presence`, { present: true })),
    [401, 'not_paired'],
  );
  assert.equal((await edge.request('/api/health')).status, 200);
  assert.equal(edge.store.count(), 0);
});

test('every route of the API but health and its description asks for a paired browser', async () => {
  edge = await TestEdge.start({ paired: false });
  const open = new Set(['GET /api/health', 'GET /api/openapi.json']);
  const document = (await (await edge.request('/api/openapi.json')).json()) as {
    paths: Record<string, object>;
  };
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(
      (method) => [method.toUpperCase(), path.replace('{id}', evidence().id)] as const,
    ),
  );
  assert.ok(routes.length >= 7, `${routes.length} routes`);
  for (const [method, path] of routes) {
    const response = method === 'GET' ? await edge.request(path) : await edge.send(method, path, {});
    const expected = open.has(`${method} ${path}`) ? 200 : 401;
    assert.equal(response.status, expected, `${method} ${path}`);
    await response.body?.cancel();
  }
});

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

test('a viewer reads and cannot post visits', async () => {
  edge = await TestEdge.start({ paired: false });
  const [cookie] = cookies(await edge.request('/admin/'));
  const headers = { cookie: cookie!.split(';')[0]! };
  assert.equal((await edge.request('/api/admin/today', { headers })).status, 200);
  assert.deepEqual(await code(await edge.send('POST', '/api/visits', evidence(), headers)), [
    401,
    'not_paired',
  ]);
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
  assert.equal(edge.store.count(), 0);
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
