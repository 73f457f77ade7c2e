import type { SQLInputValue } from 'node:sqlite';

/** One statement with its values, as data, so that it can go to the writer's thread. */
export interface Statement {
  sql: string;
  values: readonly SQLInputValue[];
}

/** Statements that are written all or none. */
export type Change = readonly Statement[];

/** What is committed together; `durable` asks for one fsync before the answer. */
export interface Group {
  durable: boolean;
  changes: readonly Change[];
}

/** Why a change was not written, as it can cross threads; `errcode` is SQLite's. */
export interface Failure {
  message: string;
  errcode: number | null;
}

/** For each change of a group: the rows that its statements changed, cascades not counted, or why it was not written. */
export type Outcome = readonly (Failure | number)[];
