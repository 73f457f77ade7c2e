import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { debianRoot, noBoot, type Suite } from './root.ts';

/**
 * What each unit could do if its program were taken over, by systemd's own measure: 0 is nothing, 10 everything. The
 * limits are a little above what was measured; before they were 9.1 (kiosk), 9.8 (watch, then root) and 8.5 (server).
 */
const LIMITS: Record<string, number> = {
  'kf99-act.service': 1.5,
  'kf99-certificate.service': 2,
  'kf99-grow.service': 2.7,
  'kf99-kiosk.service': 3.2,
  'kf99-update.service': 7.6,
  'kf99-watch.service': 1.8,
  'kf99.service': 2.5,
};
const reason = noBoot();
if (reason !== null && process.env.CI) throw new Error(reason);
const skip = reason ?? false;
const DEPLOY = join(import.meta.dirname, '../../deploy');
const UNITS = globSync('**/*.service', { cwd: DEPLOY }).sort();
const SUITES: Suite[] = ['bookworm', 'trixie'];

/** In the root of that Debian, which stays as it is, with deploy/ as /mnt. */
function exposure(suite: Suite, unit: string): number {
  const inside = `mount --bind "$2" "$1/mnt" && mount -t proc proc "$1/proc" &&
    exec chroot "$1" systemd-analyze security --offline=yes --no-pager "/mnt/$3"`;
  const root = debianRoot(suite);
  const args = ['--mount', 'bash', '-c', inside, 'exposure', root, DEPLOY, unit];
  const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8', timeout: 60_000 });
  const score = /exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1];
  assert.ok(score !== undefined, `systemd-analyze gave no figure for ${unit}: ${stderr}`);
  return Number(score);
}

test('every unit has a limit, and every limit a unit', () => {
  assert.deepEqual(UNITS.map((unit) => basename(unit)).sort(), Object.keys(LIMITS).sort());
});

for (const suite of SUITES) {
  test(`Debian ${suite}: no unit is more exposed than its limit`, { skip }, (t) => {
    for (const unit of UNITS) {
      const score = exposure(suite, unit);
      const limit = LIMITS[basename(unit)]!;
      t.diagnostic(`${basename(unit)}: ${score}, limit ${limit}`);
      assert.ok(
        score <= limit,
        `${unit} has ${score}: find out by systemd-analyze security what it may now do`,
      );
    }
  });
}
