import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
/** Text of programs that readers of the API's reference copy. */
const SAMPLES = 'edge-server/api/document/samples.ts';

test('no outgoing request of the server follows a redirect', () => {
  let requests = 0;
  for (const file of globSync('edge-server/**/*.ts', { cwd: ROOT, exclude: [SAMPLES] })) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    // `app.fetch` is Hono's name for answering a request.
    const made = [...text.matchAll(/(?<!this\.app\.|\bapp\.)\bfetch\(/g)].length;
    const held = [...text.matchAll(/redirect: 'manual'/g)].length;
    assert.ok(held >= made, `${file}: ${made} requests, ${held} of them with redirect: 'manual'`);
    requests += made;
  }
  assert.ok(requests >= 2, `${requests} requests were found`);
});
