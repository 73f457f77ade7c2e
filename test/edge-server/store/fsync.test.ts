/**
 * Under strace: what was answered was synced before, and how many syncs that costs. Rates are no matter of a
 * test; `npm run bench:edge` measures them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evidence } from '../doubles/evidence.ts';
import { pair } from '../process.ts';
import { isSync, noStrace, StracedServer } from '../strace.ts';

const skip = noStrace() ?? false;

/** Posts visits of one client after the other; throws at the first that is not judged. */
async function visits(url: string, headers: Record<string, string>, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const body = JSON.stringify(evidence({ mask: 'no_mask' }));
    const answer = await fetch(`${url}/api/visits`, { method: 'POST', headers, body });
    assert.equal(answer.status, 200, await answer.text());
  }
}

/** Waits for what is written after the answers, then reads the count. */
async function settledSyncs(server: StracedServer): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  return server.syncs();
}

test('each answer comes after a sync of the log that came after its request: verdicts, and a pairing', {
  skip,
}, async () => {
  const server = new StracedServer({ trace: 'fdatasync,fsync,read,write,writev' });
  try {
    const url = await server.ready();
    const headers = await pair(server);
    const posted = Array.from({ length: 5 }, () => evidence({ mask: 'no_mask' }));
    for (const visit of posted) {
      await fetch(`${url}/api/visits`, { method: 'POST', headers, body: JSON.stringify(visit) });
    }
    await settledSyncs(server);
    const lines = server.lines();
    const synced = (what: string, request: (line: string) => boolean, answer: (line: string) => boolean) => {
      const asked = lines.findIndex(request);
      const answered = lines.findIndex((line, i) => i > asked && /\bwritev?\(/.test(line) && answer(line));
      assert.ok(asked >= 0 && answered > asked, `the request and the answer of ${what} are in the trace`);
      const between = lines.slice(asked, answered);
      assert.ok(
        between.some((line) => isSync(line) && /-wal>|resumed/.test(line)),
        `a sync of the log stands between request and answer of ${what}`,
      );
    };
    synced(
      'the pairing',
      (line) => line.includes('GET /?pair='),
      (line) => line.includes('HTTP/1.1 303'),
    );
    for (const { id } of posted) {
      synced(
        id,
        (line) => line.includes(id) && line.includes('POST /api/visits'),
        (line) => line.includes(id) && line.includes('HTTP/1.1 200'),
      );
    }
  } finally {
    await server.stop();
  }
});

test('a visit costs at most 1.1 syncs alone, and 0.2 when 32 clients post', { skip }, async () => {
  const server = new StracedServer();
  try {
    const url = await server.ready();
    const headers = await pair(server);
    await visits(url, headers, 5);
    const start = await settledSyncs(server);
    await visits(url, headers, 100);
    const alone = await settledSyncs(server);
    await Promise.all(Array.from({ length: 32 }, () => visits(url, headers, 20)));
    const together = await settledSyncs(server);
    const each = { alone: (alone - start) / 100, together: (together - alone) / 640 };
    assert.ok(each.alone >= 1 && each.alone <= 1.1, `${each.alone} syncs a visit with one client`);
    assert.ok(each.together > 0 && each.together <= 0.2, `${each.together} syncs a visit with 32`);
  } finally {
    await server.stop();
  }
});
