import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { StaticFiles } from '../../../edge-server/api/static-files.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

const folder = mkdtempSync(join(tmpdir(), 'kf99-pages-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let edge: TestEdge | null = null;
afterEach(async () => {
  await edge?.stop();
  edge = null;
});

/** The server on a port of its own, and headers of a paired kiosk. */
async function listening(timeoutSeconds: number) {
  const clock = new TestClock(Date.now());
  const settings = { temperatureTimeout: timeoutSeconds };
  edge = await TestEdge.start({ paired: false, env: { KF99_PORT: '0' }, settings, parts: { clock } });
  await edge.edge.start();
  const url = edge.edge.url.slice(0, -1);
  const paired = await fetch(`${url}/?pair=${edge.edge.pairing.code}`, { redirect: 'manual' });
  const cookie = paired.headers.getSetCookie()[0]!.split(';')[0]!;
  return { url, headers: { cookie, 'content-type': 'application/json' }, edge, clock };
}

test('a page that breaks off its request while the temperature is awaited leaves no row', async () => {
  const { url, headers, edge, clock } = await listening(1.7);
  const body = JSON.stringify(evidence());
  const abort = new AbortController();
  const broken = fetch(`${url}/api/visits`, { method: 'POST', headers, body, signal: abort.signal });
  await until(() => clock.waits(1700), 'the temperature is awaited');
  abort.abort();
  await assert.rejects(broken, { name: 'AbortError' });
  await until(() => !clock.waits(1700), 'nobody waits for it any more');
  const again = await fetch(`${url}/api/visits`, { method: 'POST', headers, body });
  assert.equal(again.status, 409);
  assert.equal(((await again.json()) as { code: string }).code, 'visit_abandoned');
  assert.equal(edge.store.count(), 0);
});

test('the event stream begins with thermometer and settings, then tells readings and visits', async () => {
  const { url, headers, edge } = await listening(0.2);
  const response = await fetch(`${url}/api/events`, { headers });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = async (part: string) => {
    while (!text.includes(part)) text += (await reader.read()).value ?? '';
  };
  await until('event: settings');
  assert.ok(text.startsWith(':\n\nevent: thermometer\n'));
  edge.thermometer.send(24);
  await until('event: reading');
  const body = JSON.stringify(evidence({ mask: 'no_mask' }));
  await fetch(`${url}/api/visits`, { method: 'POST', headers, body });
  await until('event: visit');
  await reader.cancel();
});

test('a request line for another host is refused, and a path can not lead out of the pages', async () => {
  const { url } = await listening(0.2);
  const { port } = new URL(url);
  const raw = (request: string) =>
    new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', () => socket.end(request));
      socket.on('data', (data) => {
        text += data.toString();
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
  const end = `Host: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`;
  assert.match(await raw(`GET http://evil.example/ HTTP/1.1\r\n${end}`), /^HTTP\/1.1 403/);
  for (const path of [
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/assets/%00',
    '/%',
  ]) {
    assert.match(await raw(`GET ${path} HTTP/1.1\r\n${end}`), /^HTTP\/1.1 (400|404)/, path);
  }
});

test('hashed files are kept for ever, pages are asked for again and answered 304', async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'assets/app-1a2b.js'), 'export {}');
  const { Hono } = await import('hono');
  const pages = new StaticFiles(folder);
  const app = new Hono().get('/*', (c) => pages.serve(c));
  const asset = await app.request('/assets/app-1a2b.js');
  assert.match(asset.headers.get('cache-control')!, /immutable/);
  assert.match(asset.headers.get('content-type')!, /javascript/);
  assert.equal(await asset.text(), 'export {}');
  const page = await app.request('/');
  assert.equal(page.headers.get('cache-control'), 'no-cache');
  assert.equal(await page.text(), '<!doctype html>');
  const etag = page.headers.get('etag')!;
  assert.equal((await app.request('/', { headers: { 'if-none-match': etag } })).status, 304);
});
