import { AwsClient } from 'aws4fetch';
import { readS3Key, type S3Config } from '../config/s3.ts';
import type { RemoveObject } from './erase.ts';

const ANSWER_MS = 30_000;

/** Removes objects below the prefix; the key has to be allowed to, which a kiosk's own is not. */
export function bucketEraser({ endpoint, bucket, prefix, region, keyFile }: S3Config): RemoveObject {
  const client = new AwsClient({ ...readS3Key(keyFile), service: 's3', region, retries: 2 });
  return async (name) => {
    const answer = await client.fetch(`${endpoint}/${bucket}/${prefix}${name}`, {
      method: 'DELETE',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await answer.arrayBuffer();
    if (answer.ok || answer.status === 404) return;
    throw new Error(
      `the bucket answered ${answer.status} when ${name} was to be erased: use a key that may delete`,
    );
  };
}
