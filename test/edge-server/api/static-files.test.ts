import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { StaticFiles } from '../../../edge-server/api/static-files.ts';
import { TestClock } from '../doubles/clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'kf99-pages-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const text = 'export const a = 1;\n'.repeat(100);
mkdirSync(join(folder, 'assets'));
for (const file of ['index.html', 'assets/a-1.js', 'assets/stale-1.js']) {
  writeFileSync(join(folder, file), text);
  writeFileSync(join(folder, `${file}.gz`), gzipSync(text));
}
writeFileSync(join(folder, 'assets/small-1.js'), text);
writeFileSync(join(folder, 'assets/small-1.js.gz'), gzipSync(text));
writeFileSync(join(folder, 'assets/small-1.js.br'), brotliCompressSync(text));
writeFileSync(join(folder, 'assets/plain-1.js'), text);
utimesSync(join(folder, 'assets/stale-1.js.gz'), 1, 1);

const pages = new StaticFiles(folder);
const app = new Hono().get('/*', (c) => pages.serve(c));
const get = (path: string, encoding: string) =>
  app.request(path, { headers: { 'accept-encoding': encoding } });

test('who takes gzip gets the compressed file, with the type of the plain one', async () => {
  for (const path of ['/', '/assets/a-1.js']) {
    const response = await get(path, 'gzip, deflate, br, zstd');
    assert.equal(response.headers.get('content-encoding'), 'gzip');
    assert.match(response.headers.get('content-type')!, /^text\//);
    assert.equal(response.headers.get('vary'), 'accept-encoding');
    const bytes = Buffer.from(await response.arrayBuffer());
    assert.equal(Number(response.headers.get('content-length')), bytes.length);
    assert.equal(gunzipSync(bytes).toString(), text);
  }
});

test('who takes Brotli gets that where there is one, and gzip otherwise', async () => {
  const [small, other] = [
    await get('/assets/small-1.js', 'gzip, br'),
    await get('/assets/small-1.js', 'gzip, br;q=0'),
  ];
  assert.equal(small.headers.get('content-encoding'), 'br');
  assert.equal(brotliDecompressSync(Buffer.from(await small.arrayBuffer())).toString(), text);
  assert.equal(other.headers.get('content-encoding'), 'gzip');
  assert.notEqual(small.headers.get('etag'), other.headers.get('etag'));
});

test('who does not, or refuses it, gets the plain one, under another etag', async () => {
  const packed = (await get('/assets/a-1.js', 'gzip')).headers.get('etag');
  for (const encoding of ['', 'identity', 'br', 'gzip;q=0', 'gzip;q=0.0, br']) {
    const response = await get('/assets/a-1.js', encoding);
    assert.equal(response.headers.get('content-encoding'), null, encoding);
    assert.equal(await response.text(), text);
    assert.notEqual(response.headers.get('etag'), packed);
  }
});

test('without a compressed file, or with one older than its file, the plain one goes out', async () => {
  for (const name of ['plain', 'stale']) {
    const response = await get(`/assets/${name}-1.js`, 'gzip');
    assert.equal(response.headers.get('content-encoding'), null, name);
    assert.equal(await response.text(), text);
  }
});

test('the compressed answer is confirmed by its own etag', async () => {
  const etag = (await get('/', 'gzip')).headers.get('etag')!;
  const again = await app.request('/', { headers: { 'accept-encoding': 'gzip', 'if-none-match': etag } });
  assert.equal(again.status, 304);
});

test('a page with views of its own answers every path below it, and its files as they are', async () => {
  const app = new Hono().get('/*', (c) => pages.serveApp(c, '/'));
  for (const path of ['/visits/019abc', '/statistics', '/a%2Fb', '/no.such']) {
    const response = await app.request(path);
    assert.match(response.headers.get('content-type')!, /^text\/html/, path);
    assert.equal(await response.text(), text);
  }
  assert.match((await app.request('/assets/a-1.js')).headers.get('content-type')!, /javascript/);
});

test('a file that comes later is found a second after the last look at the folder, not before', async () => {
  const clock = new TestClock();
  const watched = new StaticFiles(folder, clock);
  const asked = new Hono()
    .onError((error, c) => c.text(error.message, 404))
    .get('/*', (c) => watched.serve(c));
  const status = async () => (await asked.request('/assets/late-1.js')).status;
  assert.equal(await status(), 404);
  writeFileSync(join(folder, 'assets/late-1.js'), text);
  clock.turn(900);
  assert.equal(await status(), 404);
  clock.turn(200);
  assert.equal(await status(), 200);
});
