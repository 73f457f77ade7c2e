/** Marked visits whose picture left the device: the page and the archive have it from the bucket. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import sharp from 'sharp';
import { Bucket as Client } from '../../../edge-server/cloud/bucket.ts';
import { readConfig } from '../../../edge-server/config/config.ts';
import { noteUploaded } from '../../../edge-server/store/sql/uploads.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';
import { Bucket } from '../sync/bucket.ts';

const WEEK_MS = 8 * 86_400_000;
let edge: TestEdge;
let bucket: Bucket;
let clock: TestClock;
let env: Record<string, string>;

beforeEach(async () => {
  bucket = new Bucket('door-1/');
  await bucket.start();
  const keyFile = join(bucket.folder, 'key');
  writeFileSync(keyFile, `${bucket.key}\n`);
  env = {
    KF99_S3_ENDPOINT: bucket.endpoint,
    KF99_S3_BUCKET: 'pictures',
    KF99_S3_PREFIX: 'door-1/',
    KF99_S3_KEY_FILE: keyFile,
  };
  clock = new TestClock(Date.now());
  edge = await TestEdge.start({ settings: { captures: 'on' }, env, parts: { clock } });
});
afterEach(async () => {
  await edge.stop();
  await bucket.dispose();
});

/** A marked visit whose picture was uploaded; answers its id. */
async function uploaded(): Promise<string> {
  const visit = evidence({ mask: 'no_mask' });
  await edge.visit(visit);
  const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#456' } })
    .jpeg()
    .toBuffer();
  const put = { method: 'PUT', body: new Uint8Array(jpeg), headers: { 'content-type': 'image/jpeg' } };
  assert.equal((await edge.request(`/api/captures/${visit.id}`, put)).status, 204);
  await edge.send('PUT', `/api/admin/visits/${visit.id}/mark`, { label: 'incorrect' }, edge.as('viewer'));
  const picture = Buffer.from(await (await look(visit.id)).arrayBuffer());
  await new Client(readConfig(env).s3!).put(`${visit.id}.jpg`, picture, new AbortController().signal);
  noteUploaded(edge.store.database, visit.id, { started: clock.now(), ended: clock.now() });
  return visit.id;
}

/** The pictures' days on this device are over. */
async function later(): Promise<void> {
  clock.turn(WEEK_MS);
  await clock.advance(60_000);
  await until(() => edge.store.captureIds().length === 0);
}

const look = (id: string) => edge.request(`/api/captures/${id}`, { headers: edge.as('admin') });
const archive = async () =>
  (await (await edge.request('/api/admin/marks.tar', { headers: edge.as('admin') })).text()).replaceAll(
    '\0',
    '',
  );
const detail = async (id: string) =>
  (await (await edge.request(`/api/visits/${id}`, { headers: edge.as('admin') })).json()) as {
    picture: boolean;
  };
const problem = async (response: Response) => {
  const { code, detail: why } = (await response.json()) as { code: string; detail?: string };
  return [response.status, code, why ?? ''] as const;
};

test('with a key that may read: the same bytes, and a line in the labels', async () => {
  bucket.reads = true;
  const id = await uploaded();
  const here = Buffer.from(await (await look(id)).arrayBuffer());
  await later();
  assert.equal((await detail(id)).picture, true);
  const there = await look(id);
  assert.equal(there.headers.get('content-type'), 'image/jpeg');
  assert.deepEqual(Buffer.from(await there.arrayBuffer()), here);
  const text = await archive();
  assert.match(text, new RegExp(`"file":"${id}.jpg"`));
  assert.doesNotMatch(text, /missing\.txt/);
});

test('with a key that may only put: said with what to do, asked once for the archive, which names what is missing', async () => {
  const ids = [await uploaded(), await uploaded()];
  await later();
  const [status, code, why] = await problem(await look(ids[0]!));
  assert.deepEqual([status, code], [503, 'bucket_away']);
  assert.match(why, /403 AccessDenied: use a key that may read door-1\//);
  bucket.requests.length = 0;
  const text = await archive();
  assert.match(text, /missing\.txt/);
  for (const id of ids) assert.ok(text.includes(`${id}\n`));
  assert.equal(bucket.requests.length, 1);
});

test('a picture that the bucket removed by its rule, and one that was never uploaded, are not there', async () => {
  bucket.reads = true;
  const id = await uploaded();
  const other = evidence({ mask: 'no_mask' });
  await edge.visit(other);
  await later();
  bucket.requests.length = 0;
  assert.equal((await look(other.id)).status, 404);
  assert.deepEqual(bucket.requests, [], 'the bucket is not asked for what was never there');
  bucket.forget(`door-1/${id}.jpg`);
  assert.equal((await look(id)).status, 404);
});

test('bytes that are not those which were put are not shown', async () => {
  bucket.reads = true;
  const id = await uploaded();
  await later();
  writeFileSync(bucket.object(`door-1/${id}.jpg`), 'another picture');
  const [, code, why] = await problem(await look(id));
  assert.equal(code, 'bucket_away');
  assert.match(why, /not one of a bucket/);
});
