import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { readConfig } from '../../../edge-server/config/config.ts';
import { bucket as bucketCheck } from '../../../edge-server/doctor/checks/bucket.ts';
import { until } from '../../until.ts';
import type { TestClock } from '../doubles/clock.ts';
import { evidence, type TestEdge } from '../doubles/edge.ts';
import { Bucket } from './bucket.ts';
import { freePort } from './postgres.ts';
import { PREFIX, Uploads } from './uploads.ts';

let uploads: Uploads;
let edge: TestEdge;
let bucket: Bucket;
let clock: TestClock;
let stops: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  uploads = await Uploads.start();
  ({ edge, bucket, clock } = uploads);
  stops = [];
});
afterEach(async () => {
  for (const stop of stops.reverse()) await stop();
  await uploads.stop();
});

const startUploader: Uploads['startUploader'] = (...how) => uploads.startUploader(...how);
const stopUploader = () => uploads.stopUploader();
const keptPicture = () => uploads.keptPicture();
const rows = () => uploads.rows();
const uploaded: Uploads['until'] = (...what) => uploads.until(...what);

test('kept pictures are put under their names with a key that may only put, once; temporary ones stay', async () => {
  const kept = await keptPicture();
  const adjusted = evidence({ mask: 'incorrect' });
  await edge.send('PUT', `/api/visits/${adjusted.id}/presence`, { present: true });
  startUploader();
  await uploaded(
    () => rows()[0]?.uploaded_at != null,
    () => JSON.stringify([rows(), bucket.requests]),
  );
  assert.deepEqual(bucket.objects(), [PREFIX + kept]);
  assert.deepEqual(
    readFileSync(bucket.object(PREFIX + kept)),
    readFileSync(join(edge.data, 'captures', kept)),
  );
  assert.deepEqual(bucket.requests, [`PUT /pictures/${PREFIX}${kept} 200`]);
});

test('the bucket goes away and comes back: all arrive', { timeout: 60_000 }, async () => {
  await bucket.stop();
  const names = [await keptPicture(), await keptPicture()];
  await uploaded(
    () => rows().length === 2,
    () => 'the pictures are known',
  );
  startUploader();
  await uploaded(
    () => rows().some(({ error }) => error !== null),
    () => 'the failure is noted',
  );
  await bucket.start();
  await uploaded(
    () => rows().every(({ uploaded_at }) => uploaded_at !== null),
    () => JSON.stringify(rows()),
  );
  assert.deepEqual(bucket.objects(), names.map((name) => PREFIX + name).sort());
});

test('a bucket that refuses is a matter of health, of an alarm and of a metric, until it takes the picture', async () => {
  const kept = await keptPicture();
  startUploader({}, 'S3RVER:wrong');
  const part = () => edge.edge.health.read().parts.bucket;
  await uploaded(
    () => part().refused !== null,
    () => JSON.stringify(part()),
  );
  assert.match(
    part().detail,
    /1 pictures wait .*403 SignatureDoesNotMatch: check the secret in KF99_S3_KEY_FILE/,
  );
  const active = () => edge.edge.notifier.alarms.active().map(({ code }) => code as string);
  edge.edge.notifier.look(edge.edge.health.read());
  assert.ok(active().includes('bucket_refused'));
  assert.match(await edge.edge.metrics.text(), /^kf99_pictures_waiting 1$/m);
  for (const stop of stops.splice(0).reverse()) await stop();
  startUploader();
  await uploaded(
    () => part().status === 'ok',
    () => JSON.stringify(part()),
  );
  assert.deepEqual(bucket.objects(), [PREFIX + kept]);
  edge.edge.notifier.look(edge.edge.health.read());
  assert.ok(!active().includes('bucket_refused'));
});

test('doctor tells a right key that may only put from a wrong one, and a wrong address', async () => {
  const keyFile = join(edge.data, 's3-key');
  const line = async (key: string, endpoint = bucket.endpoint) => {
    writeFileSync(keyFile, key);
    const config = readConfig({
      KF99_S3_ENDPOINT: endpoint,
      KF99_S3_BUCKET: 'pictures',
      KF99_S3_PREFIX: PREFIX,
      KF99_S3_KEY_FILE: keyFile,
    });
    const [finding] = await bucketCheck({ config, env: {}, health: null, root: edge.data, now: new Date() });
    return `${finding?.status} ${finding?.says}`;
  };
  assert.match(await line(bucket.key), /^ok /);
  assert.match(await line('S3RVER:wrong'), /^fail .*SignatureDoesNotMatch: check the secret/);
  assert.match(await line(bucket.key, `http://127.0.0.1:${await freePort()}`), /^fail .*ECONNREFUSED/);
});

test('a wrong key, or a prefix that the key has no right to: refused, noted, nothing is lost', async () => {
  await keptPicture();
  startUploader({}, 'S3RVER:wrong');
  await uploaded(
    () => rows()[0]?.error?.includes('SignatureDoesNotMatch') ?? false,
    () => JSON.stringify(rows()),
  );
  startUploader({ prefix: 'elsewhere/' });
  await uploaded(
    () => rows()[0]?.error?.includes('AccessDenied') ?? false,
    () => JSON.stringify(rows()),
  );
  assert.equal(rows()[0]!.uploaded_at, null);
  assert.deepEqual(bucket.objects(), []);
});

test('half a configuration is refused with what is missing', () => {
  assert.equal(readConfig({}).s3, null);
  assert.throws(() => readConfig({ KF99_S3_ENDPOINT: 'https://s3.example.org' }), /go together/);
  const all = {
    KF99_S3_ENDPOINT: 'https://s3.example.org/',
    KF99_S3_BUCKET: 'pictures',
    KF99_S3_KEY_FILE: '/k',
  };
  assert.equal(readConfig(all).s3?.endpoint, 'https://s3.example.org');
  assert.throws(() => readConfig({ ...all, KF99_S3_PREFIX: '../up' }), /KF99_S3_PREFIX/);
  assert.throws(() => readConfig({ ...all, KF99_S3_BUCKET: 'a/b' }), /KF99_S3_BUCKET/);
});

/** Something in the way that is not the bucket: it answers each request alike and counts what reaches it. */
async function impostor(status: number, headers: Record<string, string> = {}) {
  const bodies: number[] = [];
  const server = createServer((request, response) => {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.on('end', () => {
      bodies.push(bytes);
      response.writeHead(status, headers).end('<html>Welcome</html>');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { bodies, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

for (const status of [301, 302, 307, 308]) {
  test(`a redirect (${status}) is not followed: the picture goes nowhere else, and is not uploaded`, async () => {
    await keptPicture();
    const elsewhere = await impostor(200, { etag: '"0"' });
    const portal = await impostor(status, { location: `${elsewhere.endpoint}/login` });
    startUploader({ endpoint: portal.endpoint });
    await uploaded(
      () => rows()[0]?.error?.includes(`answered ${status}`) ?? false,
      () => JSON.stringify(rows()),
    );
    assert.equal(rows()[0]!.uploaded_at, null);
    assert.deepEqual(elsewhere.bodies, []);
  });
}

for (const [what, headers] of [
  ['no entity tag', {}],
  ['the entity tag of something else', { etag: '"d41d8cd98f00b204e9800998ecf8427e"' }],
] as const) {
  test(`a 200 with ${what} is not believed`, async () => {
    await keptPicture();
    const portal = await impostor(200, headers);
    startUploader({ endpoint: portal.endpoint });
    await uploaded(
      () => rows()[0]?.error?.includes('not one of a bucket') ?? false,
      () => JSON.stringify(rows()),
    );
    assert.equal(rows()[0]!.uploaded_at, null);
  });
}

test('another bucket than before gets what is still kept here; the same one, and none for a while, nothing twice', async () => {
  startUploader();
  const first = await keptPicture();
  await uploaded(
    () => rows()[0]?.uploaded_at != null && bucket.requests.length === 1,
    () => bucket.requests.join(),
  );
  await stopUploader();
  startUploader({ endpoint: `${bucket.endpoint}/` });
  await clock.advance(10_000);
  assert.equal(bucket.requests.length, 1, 'the same bucket, written otherwise');
  await stopUploader();

  const other = new Bucket('kiosk-2/');
  await other.start();
  stops.push(() => other.dispose());
  startUploader({ endpoint: other.endpoint, prefix: 'kiosk-2/' }, other.key);
  const second = await keptPicture();
  await uploaded(
    () => other.objects().length === 2,
    () => other.requests.join(),
  );
  assert.deepEqual(other.objects().sort(), [first, second].map((name) => `kiosk-2/${name}`).sort());
  assert.equal(bucket.objects().length, 1);
});

test('what the bucket before said is not said of the one that follows it', async () => {
  await keptPicture();
  startUploader({}, 'S3RVER:another');
  await uploaded(
    () => edge.edge.health.read().parts.bucket.refused !== null,
    () => bucket.requests.join(),
  );
  await stopUploader();
  startUploader({ endpoint: `http://127.0.0.1:${await freePort()}` });
  const { status, refused } = edge.edge.health.read().parts.bucket;
  assert.deepEqual([status, refused], ['ok', null]);
});

const step = (name: string) =>
  edge.store.visitDetail(name.replace('.jpg', ''))?.steps.find((one) => one.step === 'uploaded');

test('the upload is a step of the visit: it waits behind earlier ones, tells its tries, and is done', async () => {
  const [first, second] = [await keptPicture(), await keptPicture()];
  await until(() => step(second));
  assert.deepEqual([step(first)?.outcome, step(first)?.behind], ['pending', 0]);
  assert.deepEqual([step(second)?.outcome, step(second)?.behind], ['pending', 1], 'behind another visit');
  await bucket.stop();
  startUploader();
  await uploaded(
    () => (step(first)?.attempts ?? 0) > 0,
    () => JSON.stringify(step(first)),
  );
  assert.equal(step(first)?.outcome, 'pending');
  assert.ok(step(first)?.error, 'and why');
  await bucket.start();
  await uploaded(
    () => step(first)?.outcome === 'done' && step(second)?.outcome === 'done',
    () => JSON.stringify([step(first), step(second)]),
  );
  const done = step(first)!;
  assert.deepEqual([done.error, done.behind], [null, 0]);
  assert.ok(done.started! <= done.ended!);
});

test('a picture that is removed here before its turn came is said to be too late', async () => {
  const name = await keptPicture();
  await until(() => step(name));
  rmSync(join(edge.data, 'captures', name));
  startUploader();
  await uploaded(
    () => step(name)?.outcome === 'expired',
    () => JSON.stringify(step(name)),
  );
  assert.equal(rows().length, 0);
});
