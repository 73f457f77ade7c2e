import type { DatabaseSync } from 'node:sqlite';
import type { Mark, MaskLabel } from '../../contract/index.ts';
import type { Change } from '../db/change.ts';

/** A mark, or what is in its place when there is none: every column null. */
export function readMark(raw: Record<string, unknown>): Mark | null {
  if (raw.label === null || raw.label === undefined) return null;
  return {
    label: raw.label as MaskLabel,
    note: String(raw.note),
    author: String(raw.author),
    marked_at: String(raw.marked_at),
  };
}

/**
 * Sets or takes back (`mark` null) what a person says about a visit, and tells the cloud as a later fact: the last
 * one of a visit holds, one without a label takes it back.
 */
export function writeMark(id: string, mark: Mark | null, at: string): Change {
  const told = {
    sql: `insert into events (visit_id, kind, at, data) select id, 'mark', ?, ? from visits where id = ?`,
    // The note stays here: it is free text about a person.
    values: [at, JSON.stringify({ label: mark?.label ?? null }), id],
  };
  if (mark === null) {
    const sql = 'delete from marks where seq = (select seq from visits where id = ?)';
    return [{ sql, values: [id] }, told];
  }
  const set = {
    sql: `insert into marks (seq, label, note, author, marked_at) select seq, ?, ?, ?, ? from visits where id = ?
          on conflict (seq) do update set label = excluded.label, note = excluded.note, author = excluded.author,
            marked_at = excluded.marked_at`,
    values: [mark.label, mark.note, mark.author, mark.marked_at, id],
  };
  return [set, told];
}

export interface MarkedVisit {
  seq: number;
  id: string;
  label: MaskLabel;
  /** What the kiosk had decided. */
  mask: string;
}

/** Marked visits in the order in which they were stored, `after` the last of the page before. */
export function listMarks(database: DatabaseSync): (after: number, limit: number) => MarkedVisit[] {
  const select = database.prepare(
    `select m.seq, v.id, m.label, v.mask from marks m join visits v on v.seq = m.seq
     where m.seq > ? order by m.seq limit ?`,
  );
  return (after, limit) => select.all(after, limit) as unknown as MarkedVisit[];
}
