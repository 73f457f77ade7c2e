import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SERVER_ENVIRONMENT, WORKER_FLAGS } from '../../edge-server/process/memory.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');
const WORDS = Object.entries(SERVER_ENVIRONMENT).map(([name, value]) => `${name}=${value}`);

for (const path of ['package.json', 'deploy/server/environment', 'Dockerfile']) {
  test(`${path} starts the server with what is said of memory`, () => {
    for (const word of WORDS) assert.ok(read(path).includes(word), word);
  });
}

test('the worker in a container of its own has its flags', () => {
  assert.ok(read('docker-compose.yml').includes(`NODE_OPTIONS: ${WORKER_FLAGS.join(' ')}`));
});
