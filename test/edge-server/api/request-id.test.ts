/** A request has an id: in the answer's header, in a problem's `instance`, and in the log. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pino } from 'pino';
import { TestEdge } from '../doubles/edge.ts';

const lines: Record<string, unknown>[] = [];
const log = pino(
  { level: 'debug', base: null },
  { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
);
let edge: TestEdge;
before(async () => {
  edge = await TestEdge.start({ parts: { log } });
});
after(() => edge.stop());

const ask = (path: string, id?: string) =>
  edge.request(path, id === undefined ? {} : { headers: { 'x-request-id': id } });

test('an id is made, another one for each request', async () => {
  const [first, second] = await Promise.all([ask('/api/health/live'), ask('/api/health/live')]);
  const id = first.headers.get('x-request-id')!;
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  assert.notEqual(second.headers.get('x-request-id'), id);
});

test("a plain id of the caller's is kept; a long one, or one of other characters, is replaced", async () => {
  const kept = async (id: string) => (await ask('/api/health/live', id)).headers.get('x-request-id') === id;
  assert.equal(await kept('trace_01-a='), true);
  assert.equal(await kept('a'.repeat(72)), true);
  assert.equal(await kept('a'.repeat(73)), false);
  for (const id of ['a b', 'a"b', '<b>', 'a\tb', 'é', 'a/b', '$(a)']) assert.equal(await kept(id), false, id);
});

test('every error names the request, refused before any route or in one', async () => {
  const of = async (response: Response) => ((await response.json()) as { instance: string }).instance;
  assert.equal(await of(await ask('/api/nothing', 'trace-1')), 'urn:kf99:request:trace-1');
  const made = await ask('/api/admin/users');
  assert.equal(made.status, 401);
  assert.equal(await of(made.clone()), `urn:uuid:${made.headers.get('x-request-id')}`);
  const foreign = await edge.request('/', { headers: { host: 'evil.example' } });
  assert.equal(await of(foreign.clone()), `urn:uuid:${foreign.headers.get('x-request-id')}`);
});

test('the log line of a request has its id, and no query', async () => {
  await ask('/api/nothing?pair=secret', 'trace-2');
  const line = lines.find(({ request }) => request === 'trace-2');
  assert.deepEqual([line?.method, line?.path, line?.status], ['GET', '/api/nothing', 404]);
  assert.equal(typeof line?.ms, 'number');
  assert.ok(!JSON.stringify(lines).includes('secret'));
});
