import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../../until.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>;
}

let edge: TestEdge;
let admin: Record<string, string>;
/** Every path that answers JSON to a GET. */
let paths: string[];
before(async () => {
  edge = await TestEdge.start();
  admin = edge.as('admin');
  const visit = evidence({ mask: 'no_mask' });
  await edge.visit(visit);
  // The last step is noted a moment after the answer.
  await until(() => edge.store.visitDetail(visit.id)?.steps.some(({ step }) => step === 'door'));
  const document = (await (await edge.request('/api/openapi.json')).json()) as Document;
  paths = Object.entries(document.paths)
    .filter(([, { get }]) => 'application/json' in (get?.responses['200']?.content ?? {}))
    .map(([path]) =>
      path.replace('{id}', visit.id).replace(/statistics$/, '$&?from=2026-11-01&to=2026-11-02'),
    );
  paths.push('/api/openapi.json');
});
after(() => edge.stop());

const get = (path: string, tag?: string, method = 'GET') =>
  edge.request(path, { method, headers: { ...admin, ...(tag !== undefined && { 'if-none-match': tag }) } });

/** Told anew at each look, or to nobody but the one who asks. */
const NEVER_KEPT = ['/api/health', '/api/session'];
/** Measured anew at each look, so that another tag says the truth. */
const measured = (path: string) => path.startsWith('/api/health') || path === '/api/admin/machine';

test('every JSON answer has a tag, and is 304 without a body to who has it; health and session have none', async () => {
  assert.ok(paths.length > 12, paths.join(' '));
  for (const path of paths.filter((path) => !measured(path))) {
    const first = await get(path);
    assert.equal(first.status, 200, path);
    const tag = first.headers.get('etag');
    if (NEVER_KEPT.includes(path)) {
      assert.deepEqual([tag, first.headers.get('cache-control')], [null, 'no-store'], path);
      continue;
    }
    assert.match(tag ?? '', /^"[\w-]{43}"$/, path);
    for (const given of [tag!, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await get(path, given);
      assert.equal(again.status, 304, `${path} ${given}`);
      assert.equal(await again.text(), '');
      assert.equal(again.headers.get('etag'), tag);
      assert.equal(again.headers.get('cache-control'), 'private, no-store');
      assert.equal(again.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(again.headers.get('content-length'), null);
    }
    const other = await get(path, '"other"');
    assert.equal(other.status, 200);
    assert.equal(await other.text(), await first.text());
    assert.equal((await get(path, tag!, 'HEAD')).status, 304, path);
  }
});

test('the tag of a list changes with what is in it, and only then', async () => {
  const lists = ['/api/admin/today', '/api/admin/visits', '/api/admin/alarms', '/api/admin/audit'];
  const tags = async () => Promise.all(lists.map(async (path) => (await get(path)).headers.get('etag')));
  const before = await tags();
  assert.deepEqual(await tags(), before);
  await edge.visit(evidence({ mask: 'no_mask' }));
  edge.edge.notifier.alarms.raise('disk_low', 'Only 3 MB are free.');
  await edge.send('PATCH', '/api/admin/settings', { voice: false }, admin);
  for (const [i, tag] of (await tags()).entries()) assert.notEqual(tag, before[i], lists[i]!);
});

test('who may not read is told so, whatever tag it has', async () => {
  const tag = (await get('/api/admin/visits')).headers.get('etag')!;
  const refused = await edge.request('/api/admin/visits', { headers: { cookie: '', 'if-none-match': tag } });
  assert.deepEqual([refused.status, refused.headers.get('etag')], [401, null]);
});
