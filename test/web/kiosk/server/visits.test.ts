import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VisitsClient } from '../../../../web/kiosk/server/visits.ts';

const PICTURE = { jpeg: new Blob(['jpeg']), faces: [[1, 2, 3, 4]] } as never;

test('a picture on its way is broken off when its visitor goes away, and that is no fault of the server', async (t) => {
  const begun = Promise.withResolvers<AbortSignal>();
  t.mock.method(globalThis, 'fetch', (path: string, { signal }: RequestInit) => {
    if (!path.startsWith('/api/captures/')) return Promise.resolve(new Response(null, { status: 204 }));
    begun.resolve(signal!);
    return new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)));
  });
  const visits = new VisitsClient();
  const sent = visits.capture('visit-1', PICTURE);
  const signal = await begun.promise;
  await visits.abandon('visit-2');
  assert.equal(signal.aborted, false, 'another visit is none of its business');
  await visits.abandon('visit-1');
  assert.equal(signal.aborted, true);
  await sent;
});

test('a picture that the server refuses is told', async (t) => {
  t.mock.method(globalThis, 'fetch', () => Promise.resolve(new Response(null, { status: 500 })));
  await assert.rejects(new VisitsClient().capture('visit-1', PICTURE));
});
