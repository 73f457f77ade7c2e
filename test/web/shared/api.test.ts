import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api } from '../../../web/shared/api.ts';
import { ApiError } from '../../../web/shared/call.ts';

const answering = (status: number, body: unknown) =>
  new Api(async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }));
const code = (expected: string) => (error: unknown) => error instanceof ApiError && error.code === expected;

test('an answer of the contract comes through, and asks for the page that was meant', async () => {
  const asked: string[] = [];
  const api = new Api(async (url) => {
    asked.push(String(url));
    return Response.json({ visits: [], next: null });
  });
  assert.deepEqual(await api.visits(new URLSearchParams({ limit: '20', before: 'x~7' })), {
    visits: [],
    next: null,
  });
  assert.deepEqual(asked, ['/api/admin/visits?limit=20&before=x%7E7']);
});

test('each way to fail has its code', async () => {
  const problem = { type: 'about:blank', status: 401, code: 'not_paired', title: 'Pair this browser.' };
  await assert.rejects(answering(401, problem).today(), code('not_paired'));
  await assert.rejects(answering(200, { pass: 'many' }).today(), code('unreadable'));
  await assert.rejects(answering(200, '<html>').today(), code('unreadable'));
  await assert.rejects(answering(502, '<html>').today(), code('unreachable'));
  await assert.rejects(answering(500, 'oops').today(), code('internal'));
  await assert.rejects(new Api(() => Promise.reject(new TypeError('network'))).today(), code('unreachable'));
});
