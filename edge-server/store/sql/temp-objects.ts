import type { DatabaseSync } from 'node:sqlite';
import type { Statement } from '../db/change.ts';

/** A picture of a visit without a verdict that is in the bucket, or may be. */
export interface TempObject {
  id: string;
  version: number;
}

/** Wants a visit's temporary picture in the bucket. To be written durably: whatever may be there is known here. */
export function wantTempObject(id: string): Statement {
  return {
    sql: `insert into temp_objects (id) values (?)
          on conflict (id) do update set version = version + 1, waiting = 1`,
    values: [id],
  };
}

/** All of them; those that failed last come last. */
export function listTempObjects(database: DatabaseSync): TempObject[] {
  return database
    .prepare('select id, version from temp_objects order by error is not null, id')
    .all() as unknown as TempObject[];
}

/** It is in the bucket, or was gone here before its turn. */
export function noteTempPut(database: DatabaseSync, { id, version }: TempObject): void {
  database
    .prepare('update temp_objects set waiting = 0, error = null where id = ? and version = ?')
    .run(id, version);
}

export function noteTempFailed(database: DatabaseSync, { id }: TempObject, error: string): void {
  database.prepare('update temp_objects set error = ? where id = ?').run(error, id);
}

/** It is no longer in the bucket. */
export function forgetTempObject(database: DatabaseSync, { id, version }: TempObject): void {
  database.prepare('delete from temp_objects where id = ? and version = ?').run(id, version);
}
