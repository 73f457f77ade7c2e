/**
 * Every route of the app is sent bodies of its schema's shape, any JSON, raw bytes and wrong content types, by
 * nobody and by everyone who may come. No 5xx (503 with `retry-after` is an answer), no hang, and what is then
 * read back is what the schemas allow. The seed is fixed; a failure names the request.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { z } from 'zod';
import * as contract from '../../../edge-server/contract/index.ts';
import { TestEdge } from '../doubles/edge.ts';
import { operations, requests } from '../doubles/routes.ts';

const SEED = 9906;
const HANG_MS = 8000;
const WHO = [
  'nobody',
  'kiosk',
  'viewer',
  'admin',
  'token:mask',
  'token:temperature',
  'token:history',
] as const;
/** Routes that hash a password, which costs memory and time by design, are asked less often. */
const COSTLY = /session|users/;

const NOT_LET_IN = /"(not_paired|login_required|token_required|forbidden)"/;

let edge: TestEdge;
before(async () => {
  edge = await TestEdge.start({ settings: { temperatureTimeout: 0.2 } });
});
after(() => edge.stop());

async function answer(
  url: string,
  init: RequestInit & { headers: Record<string, string> },
): Promise<Response> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), HANG_MS);
  });
  try {
    return await Promise.race([edge.request(url, init), hang]);
  } finally {
    clearTimeout(timer);
  }
}

test('no route answers 5xx or hangs, whatever it is sent and by whom', async () => {
  let accepted = 0;
  for (const operation of await operations(edge)) {
    const numRuns = operation.method === 'GET' ? 5 : COSTLY.test(operation.path) ? 6 : 14;
    for (const who of WHO) {
      const identity = edge.as(who);
      for (const { url, init, type } of fc.sample(requests(operation), { seed: SEED, numRuns })) {
        const headers = { ...identity, origin: 'http://127.0.0.1:8080', 'content-type': type };
        const sent = `${who}: ${operation.name} ${url} ${type} ${JSON.stringify(init)}`;
        const response = await answer(url, { ...init, headers }).catch((error: unknown) => {
          throw new Error(sent, { cause: error });
        });
        const waits = response.status === 503 && response.headers.has('retry-after');
        assert.ok(response.status < 500 || waits, `${response.status} ${sent}`);
        if (response.ok && init.method !== 'GET') accepted += 1;
        // Who is refused for who it is will be refused for every body.
        const refused = response.status === 401 || response.status === 403;
        if (!refused) await response.body?.cancel();
        else if (NOT_LET_IN.test(await response.text())) break;
      }
    }
  }
  assert.ok(
    accepted >= 20,
    `only ${accepted} changes were taken: the bodies have nothing to do with the routes`,
  );
});

test('what the fuzz left in the store is what the schemas allow', async () => {
  const lists: Record<string, z.ZodType> = {
    '/api/settings': contract.Settings,
    '/api/admin/users': contract.UserList,
    '/api/admin/tokens': contract.TokenList,
    '/api/admin/rules': contract.RuleList,
    '/api/admin/visits': contract.VisitList,
    '/api/admin/alarms': contract.AlarmList,
    '/api/admin/calibrations': contract.CalibrationState,
    '/api/admin/audit': contract.AuditList,
  };
  for (const [path, schema] of Object.entries(lists)) {
    const response = await edge.request(path, { headers: edge.as('admin') });
    assert.equal(response.status, 200, path);
    const read = schema.safeParse(await response.json());
    assert.ok(read.success, `${path}: ${read.error?.message}`);
  }
});
