import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AwsClient } from 'aws4fetch';
import type { LabelledPhoto } from './labels.ts';

const ANSWER_MS = 60_000;
/** Photos on their way at once, and bytes of a file at the most. */
const AT_ONCE = 8;
const MOST_BYTES = 32 * 2 ** 20;
/** Beside the photos: the labels, and what is there only sometimes. */
const LABELS = 'labels.jsonl';
const OPTIONAL = ['boxes.jsonl'];

/**
 * The folder of `--data`: a path as it is; `s3://BUCKET/PREFIX` is fetched below `cache`, laid out as such a folder is
 * (`labels.jsonl`, and the photos that it names). Photos that are here already are not fetched again. The service and
 * its key are named as on a kiosk: KF99_S3_ENDPOINT, KF99_S3_REGION, KF99_S3_KEY_FILE; the key has to read objects.
 *
 * @throws {Error} in a sentence that says what to do
 */
export async function folderOf(
  data: string,
  cache: string,
  env: Record<string, string | undefined> = process.env,
): Promise<string> {
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,62})(?:\/(.*))?$/.exec(data) ?? [];
  if (bucket === undefined) {
    if (data.startsWith('s3:')) throw new Error(`--data ${data}: write s3://BUCKET/PREFIX`);
    return data;
  }
  const below = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const folder = join(cache, 'bucket', bucket, below);
  const fetchFile = await client(env, `${bucket}/${below}`);
  const labels = await fetchFile(LABELS);
  if (labels === null) throw new Error(`${data} has no ${LABELS}: put it beside the photos that it names`);
  await keep(folder, LABELS, labels);
  for (const name of OPTIONAL) {
    const bytes = await fetchFile(name);
    if (bytes !== null) await keep(folder, name, bytes);
  }
  const files = labels
    .toString()
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => (JSON.parse(line) as LabelledPhoto).file);
  const wrong = files.find((file) => !isBelow(file));
  if (wrong !== undefined)
    throw new Error(`${LABELS} of ${data} names ${wrong}: write a path below the prefix`);
  const waiting = files.filter((file) => !existsSync(join(folder, file)));
  console.log(`${files.length} photos in ${data}, ${waiting.length} of them are fetched`);
  await Promise.all(Array.from({ length: AT_ONCE }, () => take(waiting)));
  return folder;

  async function take(left: string[]): Promise<void> {
    for (let file = left.shift(); file !== undefined; file = left.shift()) {
      const bytes = await fetchFile(file);
      if (bytes === null) throw new Error(`${data} has no ${file}, which ${LABELS} names`);
      await keep(folder, file, bytes);
    }
  }
}

/** Plain names, one below the other: no address of another file on this machine. */
const isBelow = (file: string) => /^[\w@ ()+,=-][\w@ ().+,=-]*(\/[\w@ ()+,=-][\w@ ().+,=-]*)*$/.test(file);

/** Whole or not at all, so that a run that ends early leaves no half photo for the next one. */
async function keep(folder: string, name: string, bytes: Buffer): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.part`, bytes, { mode: 0o600 });
  await rename(`${path}.part`, path);
}

/** @returns the bytes of an object, null when there is none of that name */
async function client(env: Record<string, string | undefined>, below: string) {
  const { KF99_S3_ENDPOINT: endpoint, KF99_S3_KEY_FILE: keyFile, KF99_S3_REGION: region = 'us-east-1' } = env;
  if (!endpoint || !keyFile) throw new Error('set KF99_S3_ENDPOINT and KF99_S3_KEY_FILE for a bucket');
  const [accessKeyId = '', secretAccessKey = ''] = (await readFile(keyFile, 'utf8')).trim().split(':');
  const aws = new AwsClient({ accessKeyId, secretAccessKey, service: 's3', region, retries: 2 });
  return async (name: string): Promise<Buffer | null> => {
    const path = `${below}${name}`.split('/').map(encodeURIComponent).join('/');
    const answer = await aws.fetch(`${endpoint.replace(/\/+$/, '')}/${path}`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (answer.status === 404) {
      await answer.body?.cancel();
      return null;
    }
    if (!answer.ok) {
      const code = /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1] ?? '';
      throw new Error(
        `the bucket answered ${answer.status} ${code} for ${name}: use a key that may read its objects`,
      );
    }
    if (Number(answer.headers.get('content-length')) > MOST_BYTES) {
      await answer.body?.cancel();
      throw new Error(`${name} has more than ${MOST_BYTES} bytes: it is no photo`);
    }
    return Buffer.from(await answer.arrayBuffer());
  };
}
