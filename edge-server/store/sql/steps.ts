import type { DatabaseSync } from 'node:sqlite';
import {
  type HistoryRow,
  MOST_BEHIND,
  ShownStep,
  StepName,
  Verdict,
  type VisitStep,
} from '../../contract/index.ts';
import type { Statement } from '../db/change.ts';
import { ROW_COLUMNS, toHistoryRow } from './visit-row.ts';

/** A visit one of whose steps is still to do. */
export interface PendingVisit {
  seq: number;
  row: HistoryRow;
  verdict: Verdict;
  /** Tries of this step that failed. */
  attempts: number;
}

/** Writes a step of a stored visit, or what has become of it since; one without a visit is left out. */
export function writeStep(id: string, step: VisitStep): Statement {
  return {
    sql: `insert into steps (seq, step, started, ended, outcome, error, attempts)
          select seq, ?, ?, ?, ?, ?, ? from visits where id = ?
          on conflict (seq, step) do update set started = coalesce(steps.started, excluded.started),
            ended = excluded.ended, outcome = excluded.outcome, error = excluded.error,
            attempts = excluded.attempts`,
    values: [step.step, step.started, step.ended, step.outcome, step.error, step.attempts, id],
  };
}

/** A visit's steps in their order. */
export function listSteps(database: DatabaseSync): (seq: number) => ShownStep[] {
  const select = database.prepare(
    `select step, started, ended, outcome, error, attempts,
            case when outcome <> 'pending' then 0 else (select count(*) from (
              select 1 from steps e where e.step = s.step and e.outcome = 'pending' and e.seq < s.seq
              limit ${MOST_BEHIND})) end as behind
     from steps s where seq = ?`,
  );
  const place = (step: VisitStep) => StepName.options.indexOf(step.step);
  return (seq) =>
    select
      .all(seq)
      .map((raw) => ShownStep.parse(raw))
      .sort((a, b) => place(a) - place(b));
}

/** The oldest visits whose `step` is to do, in the order in which they were stored. */
export function listPending(database: DatabaseSync): (step: StepName, most: number) => PendingVisit[] {
  const select = database.prepare(
    `select ${ROW_COLUMNS}, v.seq, v.answer, s.attempts from steps s join visits v on v.seq = s.seq
     where s.step = ? and s.outcome = 'pending' order by s.seq limit ?`,
  );
  return (step, most) =>
    (select.all(step, most) as Record<string, unknown>[]).map(({ seq, answer, attempts, ...raw }) => ({
      seq: Number(seq),
      row: toHistoryRow(raw),
      verdict: Verdict.parse(JSON.parse(String(answer))),
      attempts: Number(attempts),
    }));
}
