import type { DatabaseSync } from 'node:sqlite';
import { readMeta, writeMeta } from '../db/meta.ts';

const KEY = 'bucket_trouble';

/** Why the last picture could not be put into the bucket. */
export interface UploadTrouble {
  reason: string;
  /** Whether the bucket said no, so that a person has to mend something. */
  refused: boolean;
}

/** How it stands with kept pictures and their bucket; the uploader is in another process. */
export interface UploadView {
  /** Pictures that are not in the bucket yet. */
  waiting: number;
  /** Null when the last one arrived. */
  trouble: UploadTrouble | null;
}

export function noteUpload(database: DatabaseSync, trouble: UploadTrouble | null): void {
  writeMeta(database, KEY, trouble === null ? '' : JSON.stringify(trouble));
}

export function readUploadView(database: DatabaseSync): () => UploadView {
  const count = database.prepare('select count(*) as n from captures where uploaded_at is null');
  return () => {
    const text = readMeta(database, KEY) ?? '';
    const trouble = text === '' ? null : (JSON.parse(text) as UploadTrouble);
    return { waiting: Number(count.get()?.n), trouble };
  };
}
