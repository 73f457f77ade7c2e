import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const BROWSER = join(import.meta.dirname, '../../deploy/kiosk/files/usr/local/lib/kf99/browser');
/** ms; without a screen it would have started long before. */
const WAITED_MS = 1500;

test('the browser is started once a screen is connected, and at once where the kernel knows of none', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-browser-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  writeFileSync(join(programs, 'chromium'), '#!/bin/sh\nfor last; do :; done; echo "$last"\n');
  chmodSync(join(programs, 'chromium'), 0o755);
  const start = (connectors: string) => {
    const child = spawn('sh', [BROWSER], {
      env: {
        PATH: `${programs}:${process.env.PATH}`,
        KF99_SERVER: 'http://127.0.0.1:8080',
        KF99_CONNECTORS: connectors,
      },
    });
    const run = { said: '', ended: once(child, 'exit') };
    child.stdout.on('data', (data: Buffer) => {
      run.said += data.toString();
    });
    return run;
  };

  const none = start(join(folder, 'none'));
  await none.ended;
  assert.equal(none.said, 'http://127.0.0.1:8080/\n');

  const connectors = join(folder, 'drm');
  for (const name of ['card0-HDMI-A-1', 'card0-HDMI-A-2']) {
    mkdirSync(join(connectors, name), { recursive: true });
    writeFileSync(join(connectors, name, 'status'), 'disconnected\n');
  }
  const dark = start(connectors);
  await sleep(WAITED_MS);
  assert.equal(dark.said, '', 'no screen is there');
  writeFileSync(join(connectors, 'card0-HDMI-A-2', 'status'), 'connected\n');
  await dark.ended;
  assert.equal(dark.said, 'http://127.0.0.1:8080/\n');
});
