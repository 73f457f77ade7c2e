import type { DatabaseSync } from 'node:sqlite';
import type { S3Config } from '../config/s3.ts';
import { readMeta, writeMeta } from '../store/db/meta.ts';
import { transaction } from '../store/db/transaction.ts';
import { noteErasing, noteUpload } from '../store/sql/uploads.ts';

const KEY = 'bucket';

/** Which bucket kept pictures go to, and where in it; without the key, so that a new key is not a new bucket. */
const nameOf = ({ endpoint, bucket, prefix }: S3Config) =>
  `${endpoint.replace(/\/+$/, '')}/${bucket}/${prefix}`;

/**
 * When pictures go to another bucket than before, those that are still kept here go there too: that they lie in the
 * earlier one says nothing of this one. What that one said is forgotten.
 *
 * @returns the pictures that are to be uploaded again, and the temporary ones that the earlier one may still have: its
 *   key is gone, so only its own rule erases them
 */
export function sendAllToNewBucket(database: DatabaseSync, s3: S3Config): { again: number; left: number } {
  const name = nameOf(s3);
  if (readMeta(database, KEY) === name) return { again: 0, left: 0 };
  return transaction(database, () => {
    const { changes } = database
      .prepare(
        'update captures set uploaded_at = null, error = null where uploaded_at is not null or error is not null',
      )
      .run();
    const temporary = database.prepare('update temp_objects set waiting = 1, error = null').run();
    noteUpload(database, null);
    noteErasing(database, null);
    writeMeta(database, KEY, name);
    return { again: Number(changes), left: Number(temporary.changes) };
  });
}
