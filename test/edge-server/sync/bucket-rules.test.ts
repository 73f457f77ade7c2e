import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { promisify } from 'node:util';
import { expiryBelow, withExpiry } from '../../../edge-server/cloud/lifecycle.ts';
import { readConfig } from '../../../edge-server/config/config.ts';
import { bucket as bucketCheck } from '../../../edge-server/doctor/checks/bucket.ts';
import { Bucket } from './bucket.ts';

const run = promisify(execFile);
const COMMAND = join(import.meta.dirname, '../../../edge-server/cloud/commands/bucket.ts');
let bucket: Bucket;
let folder: string;
let env: Record<string, string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kf99-rules-'));
  bucket = new Bucket('kiosk-1/');
  await bucket.start();
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, `${bucket.key}\n`);
  env = {
    KF99_S3_ENDPOINT: bucket.endpoint,
    KF99_S3_BUCKET: 'pictures',
    KF99_S3_PREFIX: 'kiosk-1/',
    KF99_S3_KEY_FILE: keyFile,
  };
});
afterEach(async () => {
  await bucket.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const say = async (...args: string[]) =>
  (
    await run(process.execPath, [COMMAND, ...args], { env: { PATH: process.env.PATH, ...env } })
  ).stdout.trim();
const doctor = async (settings = {}) => {
  const config = readConfig(env);
  const found = await bucketCheck({
    config: { ...config, data: folder, settings: { ...config.settings, ...settings } },
    env: {},
    health: null,
    root: '/',
    now: new Date(),
  });
  return found.map(({ check, status }) => `${check} ${status}`);
};

test('the owner’s key reads and sets after how many days pictures go; other rules stay as they are', async () => {
  bucket.owner = true;
  assert.match(await say(), /stay for ever: add --days N/);
  assert.deepEqual(await doctor(), ['bucket ok', 'bucket_expiry warn']);
  const other =
    '<Rule><ID>logs</ID><Filter><Prefix>logs/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>5</Days></Expiration></Rule>';
  bucket.rules = `<LifecycleConfiguration>${other}</LifecycleConfiguration>`;
  assert.match(await say('--days', '30'), /kiosk-1\/ are removed after 30 days/);
  assert.match(await say('--days', '14'), /after 14 days/);
  assert.match(await say(), /after 14 days/);
  assert.ok(bucket.rules.includes(other));
  assert.equal(bucket.rules.split('<Rule>').length - 1, 3, 'ours are written anew, not once more');
  assert.equal(expiryBelow(bucket.rules, 'kiosk-1/temp-'), 1, 'temporary ones by the shortest rule there is');
  assert.deepEqual(await doctor(), ['bucket ok', 'bucket_expiry ok']);
  await assert.rejects(say('--days', '0'), { code: 2 });
});

test('a kiosk’s key, which may only put, is told so by the command, and is well for doctor', async () => {
  await assert.rejects(say('--days', '30'), ({ code, stderr }: { code: number; stderr: string }) => {
    assert.match(stderr, /give the key the right to read the lifecycle rules/);
    return code === 2;
  });
  assert.equal(bucket.rules, '');
  const early = { captureEarly: 'on' };
  assert.deepEqual(
    (await doctor(early)).at(-1),
    'bucket_erasing fail',
    'it may not erase what it puts there early',
  );
  bucket.deletesTemp = true;
  assert.deepEqual((await doctor(early)).at(-1), 'bucket_erasing ok');
  assert.deepEqual(await doctor(), ['bucket ok', 'bucket_expiry ok']);
});

test('what covers a prefix: a rule of its beginning or of everything, that is on and has no further condition', () => {
  const rule = (inside: string) => `<LifecycleConfiguration><Rule>${inside}</Rule></LifecycleConfiguration>`;
  const days = '<Expiration><Days>9</Days></Expiration>';
  const on = '<Status>Enabled</Status>';
  for (const [xml, expected] of [
    [rule(`<Filter><Prefix></Prefix></Filter>${on}${days}`), 9],
    [rule(`<Filter><Prefix>kiosk-</Prefix></Filter>${on}${days}`), 9],
    [rule(`<Prefix>kiosk-1/</Prefix>${on}${days}`), 9],
    [rule(`<Filter><Prefix>kiosk-1/old/</Prefix></Filter>${on}${days}`), null],
    [rule(`<Filter><Prefix></Prefix></Filter><Status>Disabled</Status>${days}`), null],
    [rule(`<Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter>${on}${days}`), null],
    [
      rule(
        `<Filter></Filter>${on}<NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays></NoncurrentVersionExpiration>`,
      ),
      null,
    ],
    ['', null],
  ] as const) {
    assert.equal(expiryBelow(xml, 'kiosk-1/'), expected, xml);
  }
  assert.equal(expiryBelow(withExpiry('', '', 3), 'any/'), 3);
});
