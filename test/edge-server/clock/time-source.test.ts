import assert from 'node:assert/strict';
import {
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { batteryClock, seldomAsked, timesyncd } from '../../../edge-server/clock/time-source.ts';
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

test('a clock with a battery is believed without a network, unless it shows another time than the system', async () => {
  const clocks = folder();
  const now = Date.UTC(2026, 10, 29, 15);
  const shows = (name: string, ms: number) => {
    mkdirSync(join(clocks, name), { recursive: true });
    writeFileSync(join(clocks, name, 'since_epoch'), `${Math.floor(ms / 1000)}\n`);
  };
  try {
    assert.equal(await batteryClock(clocks, now), false, 'no such clock');
    shows('rtc0', Date.UTC(2000, 0, 1));
    assert.equal(
      await batteryClock(clocks, now),
      false,
      'its battery is empty, systemd said a year of its own',
    );
    shows('rtc1', now + 9 * 3_600_000);
    assert.equal(await batteryClock(clocks, now), true, 'another one, which keeps the time of its zone');
  } finally {
    rmSync(clocks, { recursive: true });
  }
  assert.equal(await batteryClock(clocks, now), false, 'a machine without');
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

test('a program is asked every ten seconds, and at once while it says that the clock is not set', async () => {
  let [now, asked, answer] = [0, 0, false as boolean | null];
  const source = seldomAsked(
    async () => {
      asked += 1;
      return answer;
    },
    () => now,
  );
  for (; now < 5000; now += 1000) assert.equal(await source(), false);
  assert.equal(asked, 5);
  answer = true;
  for (; now < 25_000; now += 1000) assert.equal(await source(), true);
  assert.equal(asked, 5 + 2);
  answer = null;
  now += 10_000;
  for (let i = 0; i < 5; i++) assert.equal(await source(), null);
  assert.equal(asked, 5 + 3);
});
