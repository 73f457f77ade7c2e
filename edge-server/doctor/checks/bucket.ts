import { Bucket } from '../../cloud/bucket.ts';
import { type Check, fail, ok } from './finding.ts';

/** A signed request for an object that is not there, as the uploader's key makes it. */
export const bucket: Check = async ({ config: { s3 } }) => {
  if (s3 === null) return [];
  try {
    await new Bucket(s3).probe();
    return [ok('bucket', `${s3.endpoint} knows the key and the bucket ${s3.bucket}.`)];
  } catch (error) {
    const todo = 'Do what it says; KF99_S3_* in docs/configuration.md, regions in docs/operations.md.';
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message} (${cause.message})` : message;
    return [fail('bucket', `${s3.endpoint}: ${why}`, todo)];
  }
};
