/** What a failed write means to the visitor: `full` when the disk can't take it, `busy` when it may later. */
export type StoreFailure = 'store_full' | 'store_busy';

/** A write that is not on disk; the verdict must not be answered and the door must not open. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreFailure;

  constructor(code: StoreFailure, cause: unknown) {
    super(code === 'store_full' ? 'the disk is full or failing' : 'the store is locked', { cause });
    this.code = code;
  }
}

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html) that a visitor meets. */
const FAILURES: Readonly<Record<number, StoreFailure>> = {
  5: 'store_busy',
  6: 'store_busy',
  8: 'store_full', // READONLY: a file system that turned read-only after an error
  10: 'store_full', // IOERR
  11: 'store_full', // CORRUPT: the card or disk has failed (damage.ts)
  13: 'store_full', // FULL
  14: 'store_full', // CANTOPEN: the journal can't be made
  26: 'store_full', // NOTADB: as CORRUPT
};

/** Wraps SQLite's errors that have a meaning to the caller; others are bugs and pass as they are. */
export function asStoreError(cause: unknown): unknown {
  const errcode = (cause as { errcode?: unknown }).errcode;
  const code = typeof errcode === 'number' ? FAILURES[errcode & 0xff] : undefined;
  return code ? new StoreError(code, cause) : cause;
}
