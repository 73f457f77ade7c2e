import { Bucket } from '../../cloud/bucket.ts';
import { expiryBelow } from '../../cloud/lifecycle.ts';
import type { Config } from '../../config/config.ts';
import type { S3Config } from '../../config/s3.ts';
import { type Check, type Finding, fail, ok, warn } from './finding.ts';
import { readStore } from './read-store.ts';

/** A signed request for an object that is not there, as the uploader's key makes it. */
export const bucket: Check = async ({ config }) => {
  const { s3 } = config;
  if (s3 === null) return [];
  try {
    await new Bucket(s3).probe();
    const known = ok('bucket', `${s3.endpoint} knows the key and the bucket ${s3.bucket}.`);
    return [known, await expiry(s3), ...(early(config) ? [await erasing(s3)] : [])];
  } catch (error) {
    const todo = 'Do what it says; KF99_S3_* in docs/configuration.md, regions in docs/operations.md.';
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message} (${cause.message})` : message;
    return [fail('bucket', `${s3.endpoint}: ${why}`, todo)];
  }
};

/** Whether pictures go from the bucket some day; a kiosk's key, which may only put, can't see it. */
async function expiry(s3: S3Config): Promise<Finding> {
  const where = `Objects below ${s3.bucket}/${s3.prefix}`;
  let rules: string;
  try {
    rules = await new Bucket(s3).lifecycle();
  } catch {
    const says = `Whether they are removed some day this key may not see, as is right: npm run cloud:bucket says it.`;
    return ok('bucket_expiry', `${where}: ${says.charAt(0).toLowerCase()}${says.slice(1)}`);
  }
  const days = expiryBelow(rules, s3.prefix);
  if (days !== null) return ok('bucket_expiry', `${where} are removed after ${days} days.`);
  return warn('bucket_expiry', `${where} stay for ever.`, 'npm run cloud:bucket -- --days N sets a rule.');
}

/** Whether the site wants pictures there before the verdict: what staff set, else the settings file. */
function early({ data, settings }: Config): boolean {
  let value: unknown = settings.captureEarly;
  readStore(data, (database) => {
    const row = database.prepare("select value from settings where key = 'captureEarly'").get();
    if (row !== undefined) value = JSON.parse(String(row.value));
    return [];
  });
  return value === 'on';
}

/** Whether the key may erase temporary pictures, tried on one that is not there. */
async function erasing(s3: S3Config): Promise<Finding> {
  const name = 'bucket_erasing';
  try {
    await new Bucket(s3).remove('temp-kf99-doctor');
    return ok(name, `The key may erase temporary pictures below ${s3.bucket}/${s3.prefix}.`);
  } catch (error) {
    const says = `Pictures that are in the bucket before their verdict can't be erased there: ${(error as Error).message}.`;
    return fail(name, says, 'Give the key that right (docs/operations.md), or set captureEarly to off.');
  }
}
