import assert from 'node:assert/strict';
import { chownSync, closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { timeSource, timesyncd } from '../../../edge-server/clock/time-source.ts';
import { readConfig } from '../../../edge-server/config/config.ts';

const asRoot = process.getuid?.() === 0;
const folder = () => mkdtempSync(join(tmpdir(), 'kf99-timesync-'));

test('timesyncd says by a file whether the clock is set; without its folder nothing is known', () => {
  const run = folder();
  try {
    if (asRoot) {
      assert.equal(timesyncd(run), null, 'made by Docker');
      chownSync(run, 1000, 1000);
    }
    assert.equal(timesyncd(run), false);
    writeFileSync(join(run, 'synchronized'), '');
    assert.equal(timesyncd(run), true);
  } finally {
    rmSync(run, { recursive: true });
  }
  assert.equal(timesyncd(run), null);
});

test('a clock with a battery is believed where no network could set it', async () => {
  assert.equal(await timeSource(readConfig({ KF99_CLOCK: 'battery' }).clock)(), true);
  assert.equal(readConfig({}).clock, 'network');
});

test('a folder that a restart of timesyncd left behind in a container says nothing', () => {
  const run = folder();
  if (asRoot) chownSync(run, 1000, 1000);
  const mounted = openSync(run, 'r');
  try {
    assert.equal(timesyncd(`/proc/self/fd/${mounted}`), false);
    rmdirSync(run);
    assert.equal(timesyncd(`/proc/self/fd/${mounted}`), null);
  } finally {
    closeSync(mounted);
  }
});
