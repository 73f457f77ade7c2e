import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { UpdateOutcome, WantedSoftware } from '../../../edge-server/contract/index.ts';
import { SoftwareUpdater, type UpdaterOptions } from '../../../edge-server/software/updater.ts';
import { TestClock } from '../doubles/clock.ts';

const MINUTE = 60_000;
const deb = Buffer.from('stands for a package');
const sha256 = createHash('sha256').update(deb).digest('hex');

let root: string;
let clock: TestClock;
let quiet: boolean;
let kept: string | null;
let audit: string[];
let options: Partial<UpdaterOptions>;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kf99-updater-'));
  for (const name of ['source', 'installer']) mkdirSync(join(root, name));
  writeFileSync(join(root, 'source/kf99_0.2.0_arm64.deb'), deb);
  clock = new TestClock();
  quiet = false;
  kept = null;
  audit = [];
  options = {};
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const wants = (version = '0.2.0', digest = sha256): WantedSoftware => ({
  version,
  packages: { arm64: { sha256: digest, bytes: deb.length }, amd64: null },
  downgrade: false,
});

function updater(): SoftwareUpdater {
  const made = new SoftwareUpdater({
    running: '0.1.0',
    processor: 'arm64',
    source: join(root, 'source'),
    installer: join(root, 'installer'),
    folder: join(root, 'updates'),
    state: {
      read: () => kept,
      write: (text) => {
        kept = text;
      },
    },
    audit: { record: ({ actor, action, target }) => void audit.push(`${actor} ${action} ${target}`) },
    quiet: () => quiet,
    clock,
    log: { info: () => undefined, warn: () => undefined },
    ...options,
  });
  return made;
}

const outcome = (of: UpdateOutcome) =>
  writeFileSync(join(root, 'installer/outcome.json'), JSON.stringify(of));
const updates = () => readdirSync(join(root, 'updates')).sort();

test('it is fetched, waits for quiet hours, is asked for with the signed document, and told', async () => {
  outcome({ document: 6, status: 'failed', says: 'an earlier one' });
  const it = updater();
  it.want(wants(), 'the signed document', 7, 'fleet:7');
  await it.look();
  await it.look();
  assert.equal(it.status?.status, 'waiting');
  assert.deepEqual(updates(), [`${sha256}.deb`]);
  quiet = true;
  await it.look();
  assert.equal(it.status?.status, 'installing');
  assert.equal(readFileSync(join(root, 'updates/request'), 'utf8'), 'the signed document');
  // The server is another one after that.
  const later = updater();
  later.start();
  await later.look();
  assert.equal(later.status?.status, 'installing', 'an earlier answer is none');
  outcome({ document: 7, status: 'installed', says: '' });
  await later.look();
  await later.stop();
  assert.equal(later.status?.status, 'installed');
  assert.deepEqual(updates(), []);
  assert.deepEqual(
    audit.map((line) => line.split(' ')[1]),
    ['software.want', 'software.ask', 'software.done'],
  );
});

test('one that was taken back is not tried again until another was named', async () => {
  const it = updater();
  const fail = async (document: number) => {
    it.want(wants(), 'signed', document, 'fleet');
    await it.look();
    quiet = true;
    await it.look();
    outcome({ document, status: 'rolled_back', says: 'The page was not well with it.' });
    await it.look();
  };
  await fail(1);
  assert.deepEqual([it.status?.status, it.status?.says], ['rolled_back', 'The page was not well with it.']);
  it.want(wants(), 'signed', 2, 'fleet');
  assert.equal(it.status?.status, 'refused');
  assert.match(it.status?.says ?? '', /it failed here: The page was not well/);
  it.want(wants('0.3.0', '0'.repeat(64)), 'signed', 3, 'fleet');
  it.want(wants(), 'signed', 4, 'fleet');
  assert.equal(it.status?.status, 'fetching');
});

test('what a site, a machine or a processor does not take is refused at once, and nothing is fetched', async () => {
  const cases: [Partial<UpdaterOptions>, RegExp][] = [
    [{ source: null }, /set KF99_SOFTWARE/],
    [{ installer: null }, /only the Debian package brings an installer/],
    [{ processor: 'x64' }, /no package of it for this processor/],
    [{ processor: 'arm' }, /no package of it for this processor/],
  ];
  for (const [change, why] of cases) {
    options = change;
    const it = updater();
    it.want(wants(), 'signed', 1, 'fleet');
    await it.look();
    assert.equal(it.status?.status, 'refused');
    assert.match(it.status?.says ?? '', why);
  }
  assert.equal(existsSync(join(root, 'updates')), false);
  options = { running: '0.2.0' };
  const it = updater();
  it.want(wants(), 'signed', 1, 'fleet');
  assert.equal(it.status?.status, 'installed');
});

test('other bytes than were signed are refused; a place that is away is asked again', async () => {
  const it = updater();
  rmSync(join(root, 'source/kf99_0.2.0_arm64.deb'));
  it.want(wants(), 'signed', 1, 'fleet');
  await it.look();
  assert.equal(it.status?.status, 'fetching');
  assert.match(it.status?.says ?? '', /no such file/i);
  writeFileSync(join(root, 'source/kf99_0.2.0_arm64.deb'), Buffer.alloc(deb.length));
  clock.turn(MINUTE);
  await it.look();
  assert.equal(it.status?.status, 'refused');
  assert.match(it.status?.says ?? '', /not the one that was signed/);
});

test('an installer that says nothing is asked again, and given up after an hour', async () => {
  const it = updater();
  it.want(wants(), 'signed', 1, 'fleet');
  await it.look();
  quiet = true;
  await it.look();
  rmSync(join(root, 'updates/request'));
  clock.turn(11 * MINUTE);
  await it.look();
  assert.ok(existsSync(join(root, 'updates/request')));
  clock.turn(50 * MINUTE);
  await it.look();
  assert.equal(it.status?.status, 'failed');
  assert.match(it.status?.says ?? '', /kf99-update/);
});
