import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { AwsClient } from 'aws4fetch';
import { folderOf } from '../../../models/training/dataset/bucket.ts';
import { readLabels } from '../../../models/training/dataset/labels.ts';
import { Bucket } from '../../edge-server/sync/bucket.ts';

let bucket: Bucket;
let cache: string;
let env: Record<string, string>;
const DATA = 's3://pictures/training';

beforeEach(async () => {
  cache = mkdtempSync(join(tmpdir(), 'kf99-training-'));
  bucket = new Bucket('training/');
  bucket.reads = true;
  await bucket.start();
  writeFileSync(join(cache, 'key'), `${bucket.key}\n`);
  env = { KF99_S3_ENDPOINT: bucket.endpoint, KF99_S3_KEY_FILE: join(cache, 'key') };
});
afterEach(async () => {
  await bucket.dispose();
  rmSync(cache, { recursive: true, force: true });
});

async function put(name: string, body: string): Promise<void> {
  const [accessKeyId = '', secretAccessKey = ''] = bucket.key.split(':');
  const aws = new AwsClient({ accessKeyId, secretAccessKey, service: 's3', region: 'us-east-1' });
  const answer = await aws.fetch(`${bucket.endpoint}/pictures/training/${name}`, { method: 'PUT', body });
  assert.equal(answer.status, 200, await answer.text());
}
const line = (file: string) => JSON.stringify({ file, source: 'site', label: 'mask' });

test('a bucket is read as the folder that it is laid out like; what is here already is not fetched again', async () => {
  await put('labels.jsonl', [line('a.jpg'), line('more/b.jpg')].join('\n'));
  await put('a.jpg', 'first');
  await put('more/b.jpg', 'second');
  const folder = await folderOf(DATA, cache, env);
  assert.deepEqual(
    (await readLabels(folder)).map(({ file }) => readFileSync(join(folder, file), 'utf8')),
    ['first', 'second'],
  );
  const gets = () => bucket.requests.filter((request) => /^GET .*\.jpg 200/.test(request)).length;
  assert.equal(gets(), 2);
  assert.equal(await folderOf(`${DATA}/`, cache, env), folder);
  assert.equal(gets(), 2);
  assert.equal(await folderOf('some/folder', cache, {}), 'some/folder');
});

test('what can’t be used is said in a sentence, and nothing outside of the cache is written', async () => {
  await assert.rejects(folderOf(DATA, cache, env), /has no labels\.jsonl/);
  await put('labels.jsonl', line('../../outside.jpg'));
  await assert.rejects(folderOf(DATA, cache, env), /names \.\.\/\.\.\/outside\.jpg: write a path below/);
  await put('labels.jsonl', line('gone.jpg'));
  await assert.rejects(folderOf(DATA, cache, env), /has no gone\.jpg/);
  bucket.reads = false;
  await assert.rejects(folderOf(DATA, cache, env), /403 AccessDenied .*a key that may read/);
  await assert.rejects(folderOf(DATA, cache, {}), /set KF99_S3_ENDPOINT/);
  await assert.rejects(folderOf('s3:/pictures', cache, env), /write s3:\/\/BUCKET\/PREFIX/);
});
