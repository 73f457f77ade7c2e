import type { DatabaseSync } from 'node:sqlite';
import type { S3Config } from '../config/s3.ts';
import { readMeta, writeMeta } from '../store/db/meta.ts';
import { transaction } from '../store/db/transaction.ts';
import { noteUpload } from '../store/sql/uploads.ts';

const KEY = 'bucket';

/** Which bucket kept pictures go to, and where in it; without the key, so that a new key is not a new bucket. */
const nameOf = ({ endpoint, bucket, prefix }: S3Config) =>
  `${endpoint.replace(/\/+$/, '')}/${bucket}/${prefix}`;

/**
 * When pictures go to another bucket than before, those that are still kept here go there too: that they lie in the
 * earlier one says nothing of this one. What that one said is forgotten.
 *
 * @returns the pictures that are to be uploaded again
 */
export function sendAllToNewBucket(database: DatabaseSync, s3: S3Config): number {
  const name = nameOf(s3);
  if (readMeta(database, KEY) === name) return 0;
  return transaction(database, () => {
    const { changes } = database
      .prepare(
        'update captures set uploaded_at = null, error = null where uploaded_at is not null or error is not null',
      )
      .run();
    noteUpload(database, null);
    writeMeta(database, KEY, name);
    return Number(changes);
  });
}
