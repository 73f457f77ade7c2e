import { resolve } from 'node:path';
import { z } from 'zod';
import { StartError } from '../common/start-error.ts';
import { addressSchema } from '../contract/index.ts';
import { filePath, readNamedFile } from './named-file.ts';

/** The variables of the bucket for kept pictures; without KF99_S3_ENDPOINT nothing is uploaded. */
export const S3Environment = {
  KF99_S3_ENDPOINT: addressSchema({
    schemes: ['https', 'http'],
    takes: ['path'],
    write: 'https://HOST of the service, its key in KF99_S3_KEY_FILE',
  })
    .optional()
    .describe('Address of an S3-compatible service, for kept pictures. Unset: they stay here.'),
  KF99_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,62}$/, 'name a bucket')
    .optional()
    .describe('Its bucket.'),
  KF99_S3_PREFIX: z
    .string()
    .regex(/^([\w.-]+\/)*$/, 'end it with a slash, as kiosk-1/')
    .optional()
    .describe('Where in the bucket, with a slash at its end.'),
  KF99_S3_REGION: z
    .string()
    .min(1)
    .default('us-east-1')
    .describe(
      'Its region, as it signs: `auto` at Cloudflare R2, `garage` at Garage unless it is set otherwise.',
    ),
  KF99_S3_KEY_FILE: filePath
    .optional()
    .describe(
      'File with one line, `ACCESS_KEY_ID:SECRET_ACCESS_KEY`; the key needs only to put, and with `captureEarly` to delete `temp-` objects.',
    ),
};

/** A bucket and a key that needs no more than to put objects under the prefix. */
export interface S3Config {
  endpoint: string;
  bucket: string;
  /** Empty, or with a slash at its end. */
  prefix: string;
  region: string;
  /** File with one line, `ACCESS_KEY_ID:SECRET_ACCESS_KEY`. */
  keyFile: string;
}

/** @throws {StartError} when the parts don't fit together */
export function s3Config(e: z.infer<z.ZodObject<typeof S3Environment>>): S3Config | null {
  const { KF99_S3_ENDPOINT: endpoint, KF99_S3_BUCKET: bucket, KF99_S3_KEY_FILE: keyFile } = e;
  if (endpoint === undefined && bucket === undefined && keyFile === undefined) return null;
  if (endpoint === undefined || bucket === undefined || keyFile === undefined) {
    throw new StartError(
      'KF99_S3_ENDPOINT, KF99_S3_BUCKET and KF99_S3_KEY_FILE go together: set all or none',
    );
  }
  return {
    endpoint: endpoint.replace(/\/+$/, ''),
    bucket,
    prefix: e.KF99_S3_PREFIX ?? '',
    region: e.KF99_S3_REGION,
    keyFile: resolve(keyFile),
  };
}

/** @throws {StartError} when the file can't be read or holds something else */
export function readS3Key(path: string): { accessKeyId: string; secretAccessKey: string } {
  const text = readNamedFile('KF99_S3_KEY_FILE', path).trim();
  const [, accessKeyId, secretAccessKey] = /^([^\s:]+):(\S+)$/.exec(text) ?? [];
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new StartError(`KF99_S3_KEY_FILE ${path}: write one line, ACCESS_KEY_ID:SECRET_ACCESS_KEY`);
  }
  return { accessKeyId, secretAccessKey };
}
