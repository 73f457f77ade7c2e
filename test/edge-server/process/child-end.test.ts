import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

const MAIN = join(import.meta.dirname, '../../../edge-server/main.ts');

let data = '';
let child: ChildProcess | null = null;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'kf99-child-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true });
});

/** A role as the supervisor starts it: with a channel, whose end tells that the parent has gone. */
function start(role: string, env: Record<string, string>): ChildProcess {
  const options = { env: { PATH: process.env.PATH, KF99_DATA: data, KF99_LOG_LEVEL: 'silent', ...env } };
  child = fork(MAIN, ['--role', role], { ...options, silent: true });
  return child;
}

for (const [what, role, env] of [
  ['an address that can’t be read', 'sync', () => ({ DATABASE_URL: 'postgres://kf99:a/b#c%@127.0.0.1/x' })],
  [
    'a token file that is empty',
    'sync',
    () => {
      writeFileSync(join(data, 'token'), '');
      return { DATABASE_URL: 'postgres://127.0.0.1:1/x', KF99_KIOSK_TOKEN_FILE: join(data, 'token') };
    },
  ],
  [
    'a key of a bucket that is not there',
    'sync',
    () => ({
      KF99_S3_ENDPOINT: 'http://127.0.0.1:1',
      KF99_S3_BUCKET: 'pictures',
      KF99_S3_KEY_FILE: join(data, 'none'),
    }),
  ],
  ['a port that can’t be had', 'edge', () => ({ KF99_HOST: '192.0.2.1', KF99_PORT: '0' })],
] as const) {
  test(`a supervised ${role} ends by itself: ${what}`, { timeout: 60_000 }, async () => {
    const { exitCode, signalCode } = start(role, env());
    assert.deepEqual([exitCode, signalCode], [null, null], 'it was started');
    const [code] = (await once(child!, 'exit')) as [number | null];
    assert.equal(code, 2, 'somebody has to mend something');
  });
}
