import type { DatabaseSync } from 'node:sqlite';
import type { Statement } from '../db/change.ts';
import { readMeta, writeMeta } from '../db/meta.ts';
import { transaction } from '../db/transaction.ts';

const KEY = 'bucket_trouble';
const ERASING_KEY = 'bucket_erasing_trouble';

/** Why the last picture could not be put into the bucket, or not be erased there. */
export interface UploadTrouble {
  reason: string;
  /** Whether the bucket said no, so that a person has to mend something. */
  refused: boolean;
}

/** How it stands with kept pictures and their bucket; the uploader is in another process. */
export interface UploadView {
  /** Pictures that are not in the bucket yet, temporary ones too where the site wants those there. */
  waiting: number;
  /** Null when the last one arrived. */
  trouble: UploadTrouble | null;
  /** Why temporary ones are still in the bucket; null when all went that were to go. */
  erasing: UploadTrouble | null;
}

export const noteUpload = (database: DatabaseSync, trouble: UploadTrouble | null) =>
  note(database, KEY, trouble);

export const noteErasing = (database: DatabaseSync, trouble: UploadTrouble | null) =>
  note(database, ERASING_KEY, trouble);

function note(database: DatabaseSync, key: string, trouble: UploadTrouble | null): void {
  writeMeta(database, key, trouble === null ? '' : JSON.stringify(trouble));
}

function read(database: DatabaseSync, key: string): UploadTrouble | null {
  const text = readMeta(database, key) ?? '';
  return text === '' ? null : (JSON.parse(text) as UploadTrouble);
}

export function readUploadView(database: DatabaseSync): () => UploadView {
  const count = database.prepare(
    `select (select count(*) from captures where uploaded_at is null)
          + (select count(*) from temp_objects where waiting = 1) as n`,
  );
  return () => ({
    waiting: Number(count.get()?.n),
    trouble: read(database, KEY),
    erasing: read(database, ERASING_KEY),
  });
}

/** A picture is in the bucket: noted for the uploads and in its visit's timeline. */
export function noteUploaded(
  database: DatabaseSync,
  id: string,
  { started, ended }: { started: Date; ended: Date },
): void {
  transaction(database, () => {
    database
      .prepare('update captures set uploaded_at = ?, error = null where id = ?')
      .run(ended.toISOString(), id);
    database
      .prepare(
        `insert into steps (seq, step, started, ended, outcome)
         select seq, 'uploaded', ?1, ?2, 'done' from visits where id = ?3
         on conflict (seq, step) do update set started = excluded.started, ended = excluded.ended,
           outcome = 'done', error = null`,
      )
      .run(started.toISOString(), ended.toISOString(), id);
  });
}

/** A try failed; it is tried again. */
export function noteUploadFailed(database: DatabaseSync, id: string, error: string): void {
  transaction(database, () => {
    database.prepare('update captures set error = ? where id = ?').run(error, id);
    database
      .prepare(
        `update steps set error = ?, attempts = attempts + 1
         where step = 'uploaded' and seq = (select seq from visits where id = ?)`,
      )
      .run(error, id);
  });
}

/** A kept picture that is no longer here: what was not uploaded by now never will be. */
export function forgetPicture(id: string): Statement[] {
  return [
    { sql: 'delete from captures where id = ?', values: [id] },
    {
      sql: `update steps set outcome = 'expired', error = 'the picture was removed from this device before its upload'
            where step = 'uploaded' and outcome = 'pending' and seq = (select seq from visits where id = ?)`,
      values: [id],
    },
  ];
}
