import { z } from 'zod';
import type { Alarm } from './alarms.ts';
import { DaySpan } from './hours.ts';

/** What can wake somebody: a call, a rule that calls, a critical alarm, or any other alarm. */
export const DutyKind = z.enum(['call', 'rule', 'critical', 'warning']);
export type DutyKind = z.infer<typeof DutyKind>;

/** What is told to whoever has chosen nothing, and by the site's own ways. */
export const USUAL_KINDS: readonly DutyKind[] = ['call', 'rule', 'critical'];

/** The last step of the order in which people are told. */
export const MOST_STEPS = 9;

const choice = {
  kinds: z.array(DutyKind).max(DutyKind.options.length),
  /** Hours of the day, in the site's zone; empty is always. */
  hours: DaySpan,
  /** Of the messages. */
  language: z.enum(['ko', 'en']),
};
/** 1 is told first, the next ones after `answerSeconds` without an acknowledgement. */
const step = z.int().min(1).max(MOST_STEPS);

/** `PUT /api/admin/duty/own`: what wakes me, and when. */
export const DutyChoice = z.strictObject(choice);
export type DutyChoice = z.infer<typeof DutyChoice>;

/** `PUT /api/admin/duty/:id`: the same of somebody else, and when their turn comes. */
export const DutyPlace = z.strictObject({ ...choice, step });
export type DutyPlace = z.infer<typeof DutyPlace>;

/** A person with their choices and how many ways reach them. */
export const DutyPerson = z.object({
  id: z.int(),
  name: z.string(),
  ...choice,
  step,
  ways: z.int(),
  phones: z.int(),
});
export type DutyPerson = z.infer<typeof DutyPerson>;
export const DutyList = z.object({ people: z.array(DutyPerson) });
export type DutyList = z.infer<typeof DutyList>;

/** Of which kind an alarm is. */
export function dutyKindOf({ code, severity }: Pick<Alarm, 'code' | 'severity'>): DutyKind {
  if (code === 'call_staff') return 'call';
  if (code === 'rule_staff') return 'rule';
  return severity;
}
